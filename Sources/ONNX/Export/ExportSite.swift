import RLANetworks
import RLASymbolic

/// One application of an operator while it is written as nodes.
struct ExportSite {
  let exporter: GraphExporter
  /// The name of the node, which no other has.
  let name: String
  let path: String
  let kind: OperatorKind
  /// Names of values; empty where an optional one is left out.
  let inputs: [String]
  let outputs: [String]
  /// The names of the weights of its layer; empty for one that ONNX does not have.
  let weights: [String]
  let inputFacts: [Fact?]
  let outputFacts: [Fact]
  /// The graphs of its bodies.
  let bodies: [WrittenGraph]

  var opset: Int { exporter.opset }

  func failure(_ reason: ONNXExportFailure.Reason) -> ONNXExportFailure {
    ONNXExportFailure(reason, path, kind)
  }

  /// Adds the node that makes the results.
  func node(
    _ type: String, _ inputs: [String]? = nil, _ attributes: [ONNXAttribute] = [],
    outputs: [String]? = nil, bodies: [WrittenBody] = []
  ) {
    exporter.append(
      WrittenNode(
        type, name, inputs ?? self.inputs, outputs ?? self.outputs, attributes, bodies: bodies))
  }

  /// The application with its last inputs as the weights of a layer.
  func takingWeights(_ count: Int) -> ExportSite {
    ExportSite(
      exporter: exporter, name: name, path: path, kind: kind, inputs: inputs.dropLast(count),
      outputs: outputs, weights: inputs.suffix(count), inputFacts: inputFacts.dropLast(count),
      outputFacts: outputFacts, bodies: bodies)
  }

  /// The application under another name, which makes another value of the shape of its result.
  func making(_ output: String) -> ExportSite {
    ExportSite(
      exporter: exporter, name: output, path: path, kind: kind, inputs: inputs,
      outputs: [output], weights: weights, inputFacts: inputFacts, outputFacts: outputFacts,
      bodies: bodies)
  }

  /// The application to one value of the shape of its result.
  func taking(_ input: String) -> ExportSite {
    ExportSite(
      exporter: exporter, name: name, path: path, kind: kind, inputs: [input], outputs: outputs,
      weights: [], inputFacts: [outputFacts[0]], outputFacts: outputFacts, bodies: bodies)
  }

  /// Adds a node before the one that makes the results.
  ///
  /// - Parameters:
  ///   - type: The type of the node.
  ///   - inputs: What it reads.
  ///   - attributes: Its attributes.
  /// - Returns: The name of its result.
  func step(
    _ type: String, _ inputs: [String] = [], _ attributes: [ONNXAttribute] = []
  ) -> String {
    let name = exporter.unique("\(path)/\(type)")
    exporter.append(WrittenNode(type, name, inputs, [name], attributes))
    return name
  }

  /// A real number, as a node, because an initializer would look like a weight.
  func number(_ number: Double) -> String { numbers([number], isVector: false) }

  /// Real numbers, as a vector or as the one number that they are.
  func numbers(_ numbers: [Double], isVector: Bool = true) -> String {
    step("Constant", [], [.tensor("value", ONNXTensor("", reals: numbers, isVector: isVector))])
  }

  /// Equal real numbers.
  func numbers(_ number: Double, count: Int) -> String {
    numbers([Double](repeating: number, count: count))
  }

  /// A whole number, as a node.
  func whole(_ number: Int) -> String {
    step("Constant", [], [.tensor("value", ONNXTensor("", wholes: [number], isVector: false))])
  }

  /// A vector of whole numbers.
  func vector(_ numbers: [Int]) -> String { exporter.vector(numbers) }

  /// The input and the axis of it whose size a size is.
  typealias Source = (input: Int, axis: Int)

  /// A vector of the sizes of the first result: numbers where they are known, else computed.
  ///
  /// - Parameter source: By axis of the result, where its size comes from.
  /// - Returns: The name of the vector.
  func sizes(from source: (Int) -> Source) -> String {
    let dims = outputFacts[0].shape.dims
    let numbers = dims.compactMap(\.value)
    if numbers.count == dims.count { return vector(numbers) }
    var parts: [String] = []
    for (axis, size) in dims.enumerated() {
      if let number = size.value {
        parts.append(vector([number]))
      } else {
        let source = source(axis)
        parts.append(self.size(of: inputs[source.input], axis: source.axis))
      }
    }
    return step("Concat", parts, [.int("axis", 0)])
  }

  /// The size of a value along an axis, as a vector of one.
  func size(of value: String, axis: Int) -> String {
    if opset >= 15 { return step("Shape", [value], [.int("start", axis), .int("end", axis + 1)]) }
    return step(
      "Slice", [step("Shape", [value]), vector([axis]), vector([axis + 1])])
  }
}

extension ONNXAttribute {
  init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  static func int(_ name: String, _ number: Int) -> Self { Self(name, .int(number)) }
  static func ints(_ name: String, _ numbers: [Int]) -> Self { Self(name, .ints(numbers)) }
  static func float(_ name: String, _ number: Double) -> Self { Self(name, .float(number)) }
  static func string(_ name: String, _ text: String) -> Self { Self(name, .string(text)) }
  static func flag(_ name: String, _ holds: Bool) -> Self { Self(name, .int(holds ? 1 : 0)) }
  static func strings(_ name: String, _ texts: [String]) -> Self { Self(name, .strings(texts)) }
  static func tensor(_ name: String, _ tensor: ONNXTensor) -> Self { Self(name, .tensor(tensor)) }
}
