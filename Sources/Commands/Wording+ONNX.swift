import RLAAnalysis
import RLANetworks
import RLAONNX
import RLAText

/// Sentences about ONNX models and about the inputs of networks.
extension Wording {
  static let inputSizes =
    "expected the name of an input and its sizes from 1 on, such as 'x=1x3x224x224' or 'tokens=batch,24'."

  static let inputValues =
    "expected the name of an input and whole numbers, such as 'steps=3' or 'sizes=3,4'."

  static let sweptSize =
    "expected the name of a free size and its values, such as 'sequence=32,64' or 'batch=1:8'."

  static let branch = "expected the name of an If node and a branch, such as '/If=then'."

  static func saidTwice(_ option: String, _ name: String) -> String {
    "\(option) has '\(name)' more than once; leave one of them out."
  }

  static func fixedByFile(_ path: String, _ option: String) -> String {
    "The file '\(path)' fixes its network; leave out \(option)."
  }

  static func uncovered(
    _ model: String, _ nodes: [UnknownNodes], _ measures: [String]
  ) -> String {
    let names = nodes.prefix(4).map { "\($0.type) ('\($0.first)')" }.joined(separator: ", ")
    return "\(model) has operators without a rule in \(measures.joined(separator: ", ")), such as "
      + "\(names); leave out --strict to count the others."
  }

  static func mistake(_ network: String, _ failure: InputFailure) -> String {
    switch failure {
    case .unknownInput(let name, let suggestions):
      suggesting(suggestions, after: "\(network) has no input '\(name)'")
    case .rank(let input, let expected, let actual):
      "The input '\(input)' of \(network) has \(Numbers.counted(expected, "size")); "
        + "--input gives \(actual)."
    case .contradiction(let input, let axis, let one, let other):
      "Axis \(axis) of '\(input)' has the same size as one that is \(one); --input gives \(other)."
    case .values(let input, let expected, let actual):
      "The input '\(input)' of \(network) has \(Numbers.counted(expected, "element")); "
        + "--input-values gives \(actual)."
    case .realValues(let input):
      "The input '\(input)' of \(network) holds real numbers; --input-values sets whole ones."
    case .noImages(let option):
      "No input of \(network) looks like images; give its sizes with --input instead of \(option)."
    case .noBatch:
      "No input of \(network) has an axis of samples; give its sizes with --input instead of "
        + "--batch."
    case .fixedSizes(let option, let example):
      "All sizes of \(network) are fixed; \(option.map { "leave out \($0), or " } ?? "")free one "
        + "with --input, as in '--input \(example)'."
    case .givenSizes(let input, let option):
      "--input gives all sizes of '\(input)' of \(network); leave out \(option)."
    case .unknownBranch(let node, let suggestions):
      suggesting(suggestions, after: "\(network) has no If node '\(node)'")
    }
  }

  static func mistake(_ path: String, _ failure: ONNXFailure, _ options: [String]) -> String {
    "\(path): \(place(failure.place))"
      + (open(failure.reason, options) ?? reason(failure.reason))
  }

  /// What must be known before a network runs, with the options that give it; nil for any other
  /// mistake.
  private static func open(_ reason: ONNXFailure.Reason, _ options: [String]) -> String? {
    guard let last = options.last else { return nil }
    let choice =
      (options.count > 1 ? options.dropLast().joined(separator: ", ") + " and " : "") + last
    switch reason {
    case .openInput(let position, let name):
      return "what its input \(position) ('\(short(name))') holds must be known before the network "
        + "runs; the file leaves it open, so choose it with \(choice)."
    case .openShape(let position, let name):
      return "how many axes its input \(position) ('\(short(name))') has depends on what the file "
        + "leaves open; choose it with \(choice)."
    default: return nil
    }
  }

  /// The option that gives the numbers in an input.
  package static func valuesOption(_ name: String, count: Int) -> String {
    "--input-values \(name)=\(count == 1 ? "NUMBER" : "NUMBERS")"
  }

  /// The option that chooses the branch of a node.
  package static func branchOption(_ node: String) -> String { "--branch '\(node)=then'" }

  private static func place(_ place: ONNXFailure.Place) -> String {
    switch place {
    case .file: ""
    case .node(let name, let type): "node '\(short(name))' (\(short(type))): "
    case .tensor(let name): "tensor '\(short(name))': "
    case .value(let name): "value '\(short(name))': "
    case .function(let name): "function '\(short(name))': "
    }
  }

  /// What a file says, on one line, with its beginning alone where it is long.
  static func short(_ text: String) -> String {
    let most = 100
    let line = text.prefix(most + 1).description.printable
    return line.count > most ? line.prefix(most) + "…" : line
  }

  private static func reason(_ reason: ONNXFailure.Reason) -> String {
    switch reason {
    case .system, .notAFile: "expected a regular file."
    case .missingOpset(let domain):
      "the file has no version of the operators of '\(short(domain))'; expected an opset_import of "
        + "it."
    case .unsupportedOpset(let domain, let version, let supported):
      "version \(version) of the operators of '\(short(domain))' is not supported; expected "
        + "\(supported.lowerBound) to \(supported.upperBound)."
    case .repeatedName(let name):
      "two values have the name '\(short(name))'; expected different names."
    case .undefined(let value): "nothing before it makes '\(short(value))'; expected sorted nodes."
    case .cycle: "it waits for its own result; expected a graph without cycles."
    case .dimension(let size): "a size is \(size); expected at least 0."
    case .tooManyElements(let dims):
      "the sizes \(short(dims.map(String.init).joined(separator: "x"))) have more elements than "
        + "64 bits can count."
    case .dataSize(let expected, let found):
      "\(found) bytes or numbers are stored; type and sizes need \(expected)."
    case .externalSize(let location, let expected, let offset, let found):
      "'\(short(location))' has \(Numbers.grouped(found)) bytes; expected "
        + "\(Numbers.grouped(expected)) from byte \(Numbers.grouped(offset)) on."
    case .elementType(let number): "there is no type of elements with the number \(number)."
    case .externalLocation(let location):
      "its data are in '\(short(location))'; expected a file in the folder of the model."
    case .recursion: "it calls itself; expected functions without recursion."
    case .tooManyNodes(let limit):
      "its functions expand to more than \(Numbers.grouped(limit)) nodes."
    case .noOutputs: "the graph has no outputs; expected at least one."
    default: use(reason)
    }
  }

  private static func name(_ kind: ForeignKind) -> String {
    switch kind {
    case .empty: "an empty file"
    case .zip: "a ZIP archive, as PyTorch writes for weights"
    case .pickle: "a pickle of Python"
    case .safetensors: "a file of weights in the format safetensors"
    case .hdf5: "an HDF5 file, as Keras writes"
    case .gguf: "a file of weights in the format GGUF"
    case .tensorFlowLite: "a TensorFlow Lite model"
    case .largeFilePointer: "a pointer of Git LFS to a file that was not fetched"
    case .webPage: "a web page"
    case .json: "JSON"
    case .text: "text"
    }
  }

  private static func encoding(_ reason: ONNXFailure.Reason) -> String {
    switch reason {
    case .truncated(let message, let offset):
      "\(message) is cut off at byte \(offset); expected the whole of an ONNX model."
    case .wireType(let message, let field, let found, let offset):
      "field \(field) of \(message) at byte \(offset) has the encoding \(found), which is not that "
        + "of ONNX."
    case .longNumber(let message, let offset):
      "a number of \(message) at byte \(offset) has more than 64 bits."
    case .tooDeep(let limit): "more than \(limit) levels lie inside each other."
    case .foreign(let kind): "this is \(name(kind)); expected an ONNX model."
    case .tooManyAxes(let count, let limit):
      "it has \(Numbers.grouped(count)) axes; expected at most \(limit)."
    case .tooManySymbols(let limit):
      "the inputs have more than \(Numbers.grouped(limit)) free sizes; expected fewer."
    case .unreadElements(let type):
      "its elements are of type \(type.rawValue); expected whole or real numbers of 8 bits or more."
    default: "this is not an ONNX model; it has no graph."
    }
  }

  /// What is wrong with the use of an operator.
  private static func use(_ reason: ONNXFailure.Reason) -> String {
    switch reason {
    case .missingAttribute(let name): "the attribute '\(short(name))' is missing."
    case .attributeKind(let name, let expected):
      "the attribute '\(short(name))' is not \(expected)."
    case .attributeValue(let name, let found, let expected):
      "'\(short(name))' is \(short(found)); expected \(expected)."
    case .inputCount(let expected, let found):
      "it has \(Numbers.counted(found, "input")); expected \(range(expected))."
    case .outputCount(let expected, let found):
      "it names \(Numbers.counted(found, "result")); expected \(expected)."
    case .missingInput(let position, let name):
      "input \(position) ('\(short(name))') is left out; it is required."
    case .openInput(let position, let name):
      "what its input \(position) ('\(short(name))') holds must be known before the network runs."
    case .openShape(let position, let name):
      "how many axes its input \(position) ('\(short(name))') has is not known; give sizes with "
        + "--input, values with --input-values, or a branch with --branch."
    case .inputShape(let position, let expected, let found):
      "input \(position) is \(short(found)); expected \(short(expected))."
    case .notATensor(let found): "it is \(found); expected a tensor of known rank."
    case .unknownOperator(let domain):
      "there is no rule for it"
        + (domain.isEmpty ? "" : " in the domain '\(short(domain))'")
        + ", and the file does not state the shape of its result."
    default: encoding(reason)
    }
  }

  private static func range(_ numbers: ClosedRange<Int>) -> String {
    if numbers.lowerBound == numbers.upperBound { return "\(numbers.lowerBound)" }
    if numbers.upperBound == .max { return "at least \(numbers.lowerBound)" }
    return "\(numbers.lowerBound) to \(numbers.upperBound)"
  }
}
