import RLAAnalysis
import RLAONNX
import RLAText

/// Sentences about ONNX models and about the inputs of networks.
extension Wording {
  static let inputSizes =
    "expected the name of an input and its sizes, such as 'x=1x3x224x224' or 'tokens=batch,24'."

  static let inputValues =
    "expected the name of an input and whole numbers, such as 'steps=3' or 'sizes=3,4'."

  static let branch = "expected the name of an If node and a branch, such as '/If=then'."

  static let inputsOfBench =
    "A benchmark makes its own images; leave out --input and --input-values."

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
    case .unknownBranch(let node, let suggestions):
      suggesting(suggestions, after: "\(network) has no If node '\(node)'")
    }
  }

  static func mistake(_ path: String, _ failure: ONNXFailure) -> String {
    "\(path): \(place(failure.place))\(reason(failure.reason))"
  }

  private static func place(_ place: ONNXFailure.Place) -> String {
    switch place {
    case .file: ""
    case .node(let name, let type): "node '\(name)' (\(type)): "
    case .tensor(let name): "tensor '\(name)': "
    case .value(let name): "value '\(name)': "
    case .function(let name): "function '\(name)': "
    }
  }

  private static func reason(_ reason: ONNXFailure.Reason) -> String {
    switch reason {
    case .system, .notAFile: "expected a regular file."
    case .missingOpset(let domain):
      "the file has no version of the operators of '\(domain)'; expected an opset_import of it."
    case .unsupportedOpset(let domain, let version, let supported):
      "version \(version) of the operators of '\(domain)' is not supported; expected "
        + "\(supported.lowerBound) to \(supported.upperBound)."
    case .repeatedName: "two values have this name; expected different names."
    case .undefined(let value): "nothing before it makes '\(value)'; expected sorted nodes."
    case .cycle: "it waits for its own result; expected a graph without cycles."
    case .dimension(let size): "a size is \(size); expected at least 0."
    case .tooManyElements(let dims):
      "the sizes \(dims.map(String.init).joined(separator: "x")) have more elements than 64 bits "
        + "can count."
    case .dataSize(let expected, let found):
      "\(found) bytes or numbers are stored; type and sizes need \(expected)."
    case .elementType(let number): "there is no type of elements with the number \(number)."
    case .externalLocation(let location):
      "its data are in '\(location)'; expected a file in the folder of the model."
    case .recursion: "it calls itself; expected functions without recursion."
    case .tooManyNodes(let limit):
      "its functions expand to more than \(Numbers.grouped(limit)) nodes."
    case .noOutputs: "the graph has no outputs; expected at least one."
    default: use(reason)
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
    default: "this is not an ONNX model; it has no graph."
    }
  }

  /// What is wrong with the use of an operator.
  private static func use(_ reason: ONNXFailure.Reason) -> String {
    switch reason {
    case .missingAttribute(let name): "the attribute '\(name)' is missing."
    case .attributeKind(let name, let expected): "the attribute '\(name)' is not \(expected)."
    case .attributeValue(let name, let found, let expected):
      "'\(name)' is \(found); expected \(expected)."
    case .inputCount(let expected, let found):
      "it has \(Numbers.counted(found, "input")); expected \(range(expected))."
    case .outputCount(let expected, let found):
      "it names \(Numbers.counted(found, "result")); expected \(expected)."
    case .missingInput(let position, let name):
      "input \(position) ('\(name)') is left out; it is required."
    case .openInput(let position, let name):
      "what its input \(position) ('\(name)') holds must be known before the network runs."
    case .inputShape(let position, let expected, let found):
      "input \(position) is \(found); expected \(expected)."
    case .unknownOperator(let domain):
      "there is no rule for it\(domain.isEmpty ? "" : " in the domain '\(domain)'"), and the file "
        + "does not state the shape of its result."
    default: encoding(reason)
    }
  }

  private static func range(_ numbers: ClosedRange<Int>) -> String {
    if numbers.lowerBound == numbers.upperBound { return "\(numbers.lowerBound)" }
    if numbers.upperBound == .max { return "at least \(numbers.lowerBound)" }
    return "\(numbers.lowerBound) to \(numbers.upperBound)"
  }
}
