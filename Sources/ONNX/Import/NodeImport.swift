import RLANetworks
import RLASymbolic

/// One node of a model and all that its rule may ask.
final class NodeImport {
  let node: ONNXNode
  let inputs: [ImportedValue?]
  /// The version of the operators of the node's domain.
  let version: Int
  let frame: Frame
  /// The path of the module that the node belongs to.
  let path: String
  let importer: NetworkImporter

  /// - Throws: `ONNXFailure` where the model does not say which version of the operators it means.
  init(
    _ node: ONNXNode, _ inputs: [ImportedValue?], _ frame: Frame, path: String,
    _ importer: NetworkImporter
  ) throws(ONNXFailure) {
    self.node = node
    self.inputs = inputs
    self.frame = frame
    self.path = path
    self.importer = importer
    guard let version = frame.version(ofDomain: node.domain) else {
      throw ONNXFailure(.missingOpset(domain: node.domain), at: node.place)
    }
    self.version = version
  }

  func failure(_ reason: ONNXFailure.Reason) -> ONNXFailure {
    ONNXFailure(reason, at: node.place)
  }

  // MARK: - Inputs

  func optional(_ position: Int) -> ImportedValue? {
    position < inputs.count ? inputs[position] : nil
  }

  func input(_ position: Int, _ name: String) throws(ONNXFailure) -> ImportedValue {
    guard let value = optional(position) else { throw failure(.missingInput(position, name: name)) }
    return value
  }

  /// The tensor that an input is before anything runs; nil where it is computed or absent.
  func stored(_ position: Int) -> StoredTensor? {
    if case .stored(let tensor)? = optional(position) { tensor } else { nil }
  }

  /// What is known of an input; nil where it is absent or unknown.
  func fact(_ position: Int) -> Fact? { optional(position).flatMap { importer.fact(of: $0) } }

  func shape(_ position: Int, _ name: String) throws(ONNXFailure) -> Shape {
    guard let fact = fact(position) else {
      _ = try input(position, name)
      throw failure(.openShape(position, name: name))
    }
    return fact.shape
  }

  func rank(_ position: Int, _ name: String) throws(ONNXFailure) -> Int {
    try shape(position, name).rank
  }

  /// The whole numbers that an input holds; nil where it is absent.
  ///
  /// - Throws: `ONNXFailure` where they are not known before anything runs.
  func wholeNumbers(_ position: Int, _ name: String) throws(ONNXFailure) -> [Int]? {
    if optional(position) == nil { return nil }
    if let type = fact(position)?.type {
      try require(type, position, "whole numbers", where: \.isWhole)
    }
    if let open = importer.open, let input = optional(position) {
      try wait(for: input, position, open)
    }
    let numbers = stored(position)?.numbers.map { $0.compactMap(\.whole) }
    guard let numbers, numbers.count == stored(position)?.numbers?.count else {
      throw failure(.openInput(position, name: name))
    }
    return numbers
  }

  /// The number that an input holds; nil where it is absent or computed.
  func realNumber(_ position: Int) -> Double? {
    guard let numbers = stored(position)?.numbers, numbers.count == 1 else { return nil }
    return numbers[0].real
  }

  /// An axis counted from the beginning.
  func axis(_ axis: Int, rank: Int, _ name: String = "axis") throws(ONNXFailure) -> Int {
    let number = axis < 0 ? axis + rank : axis
    guard (0..<max(rank, 1)).contains(number) else {
      throw failure(
        .attributeValue(
          name, found: "\(axis)", expected: "an axis of a tensor of \(rank) axes"))
    }
    return number
  }

  // MARK: - Attributes

  func attribute(_ name: String) -> ONNXAttribute.Value? {
    for attribute in node.attributes where attribute.name == name {
      return frame.resolved(attribute.value)
    }
    return nil
  }

  private func wrongKind(_ name: String, _ expected: String) -> ONNXFailure {
    failure(.attributeKind(name, expected: expected))
  }

  func int(_ name: String) throws(ONNXFailure) -> Int? {
    switch attribute(name) {
    case nil: return nil
    case .int(let number)?: return number
    default: throw wrongKind(name, "an integer")
    }
  }

  func int(_ name: String, default number: Int) throws(ONNXFailure) -> Int {
    try int(name) ?? number
  }

  func flag(_ name: String, default value: Bool) throws(ONNXFailure) -> Bool {
    try int(name).map { $0 != 0 } ?? value
  }

  func ints(_ name: String) throws(ONNXFailure) -> [Int]? {
    switch attribute(name) {
    case nil: return nil
    case .ints(let numbers)?: return numbers
    default: throw wrongKind(name, "a list of integers")
    }
  }

  func float(_ name: String, default number: Double) throws(ONNXFailure) -> Double {
    switch attribute(name) {
    case nil: return number
    case .float(let number)?: return number
    default: throw wrongKind(name, "a floating-point number")
    }
  }

  func floats(_ name: String) throws(ONNXFailure) -> [Double]? {
    switch attribute(name) {
    case nil: return nil
    case .floats(let numbers)?: return numbers
    default: throw wrongKind(name, "a list of floating-point numbers")
    }
  }

  func string(_ name: String, default text: String) throws(ONNXFailure) -> String {
    switch attribute(name) {
    case nil: return text
    case .string(let text)?: return text
    default: throw wrongKind(name, "a text")
    }
  }

  /// The row of a table that a text names.
  func choice<Row>(
    _ name: String, default text: String, _ rows: KeyValuePairs<String, Row>
  ) throws(ONNXFailure) -> Row {
    let text = try string(name, default: text)
    if let row = rows.first(where: { $0.key == text }) { return row.value }
    let known = rows.map { "'\($0.key)'" }.joined(separator: ", ")
    throw failure(.attributeValue(name, found: "'\(text)'", expected: "one of \(known)"))
  }

  func graph(_ name: String) throws(ONNXFailure) -> ONNXGraph {
    switch attribute(name) {
    case nil: throw failure(.missingAttribute(name))
    case .graph(let graph)?: return graph
    default: throw wrongKind(name, "a graph")
    }
  }

  func tensor(_ name: String) throws(ONNXFailure) -> ONNXTensor? {
    switch attribute(name) {
    case nil: return nil
    case .tensor(let tensor)?: return tensor
    default: throw wrongKind(name, "a tensor")
    }
  }
}
