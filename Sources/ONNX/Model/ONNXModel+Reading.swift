public import SystemPackage

extension ONNXModel {
  /// Reads a model without the elements of its large tensors.
  ///
  /// - Parameter path: The file.
  /// - Throws: `ONNXFailure` where the file cannot be read or is no valid model.
  /// - Complexity: Linear in the size of the graph. Memory grows with the graph and not with the
  ///   weights.
  public init(path: FilePath) throws(ONNXFailure) {
    try self.init(reading: try FileBytes(path: path))
    try graph.requireInnerLocations(in: path.removingLastComponent())
  }

  /// Reads a model from bytes in memory.
  public init(_ bytes: [UInt8]) throws(ONNXFailure) { try self.init(reading: FileBytes(bytes)) }

  private init(reading bytes: FileBytes) throws(ONNXFailure) {
    do {
      try self.init(fieldsOf: WireReader(bytes, "ModelProto"))
    } catch {
      // A sentence about the encoding would not help whoever named another file.
      guard error.place == .file, let kind = try Self.foreignKind(bytes) else { throw error }
      throw ONNXFailure(.foreign(kind))
    }
  }

  /// What the file is where it seems to be no model.
  private static func foreignKind(_ bytes: FileBytes) throws(ONNXFailure) -> ForeignKind? {
    let length = min(bytes.count, ForeignKind.headerSize)
    return ForeignKind(
      beginning: try WireReader(bytes, "ModelProto").copy(0..<length))
  }

  private init(fieldsOf model: WireReader) throws(ONNXFailure) {
    var reader = model
    var hasGraph = false
    var (producer, producerVersion) = ("", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: version = try reader.integer(field)
      case 2: producer = try reader.string(field)
      case 3: producerVersion = try reader.string(field)
      case 7:
        graph = try ONNXGraph(&reader, field, depth: 0)
        hasGraph = true
      case 8:
        var opset = try reader.message(field, "OperatorSetIdProto")
        let (domain, version) = try Self.opset(&opset)
        opsets[domain] = version
      case 25: functions.append(try ONNXFunction(&reader, field))
      default: try reader.skip(field)
      }
    }
    if !hasGraph { throw ONNXFailure(.noGraph) }
    names = model.names
    types = model.types
    // The list of versions is required since version 3 of the format, of 2017.
    if opsets.isEmpty, version >= 3 { throw ONNXFailure(.missingOpset(domain: "ai.onnx")) }
    self.producer = [producer, producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
  }

  static func opset(_ reader: inout WireReader) throws(ONNXFailure) -> (String, Int) {
    var (domain, version) = ("", 0)
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try reader.string(field).withoutDefaultDomain
      case 2: version = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
    return (domain, version)
  }
}

extension String {
  /// A domain, empty for the operators of ONNX itself.
  var withoutDefaultDomain: String { self == "ai.onnx" ? "" : self }
}

extension ONNXGraph {
  /// Bodies within bodies beyond this are refused; nobody writes so many.
  static let mostBodies = 64

  init(_ outer: inout WireReader, _ field: WireField, depth: Int) throws(ONNXFailure) {
    if depth > Self.mostBodies { throw ONNXFailure(.tooDeep(limit: Self.mostBodies)) }
    var reader = try outer.message(field, "GraphProto")
    // Whether no node makes a value whose name stands in the file before the node.
    var isInOrder = true
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let known = reader.nameCount
        let node = try ONNXNode(&reader, field, depth: depth)
        for name in node.outputs where name.number < known && !name.isEmpty { isInOrder = false }
        nodes.append(node)
      case 2: name = try reader.string(field)
      case 5: initializers.append(try ONNXTensor(&reader, field))
      case 11: inputs.append(try ONNXValueInfo(&reader, field))
      case 12: outputs.append(try ONNXValueInfo(&reader, field))
      case 13: values.append(try ONNXValueInfo(&reader, field))
      case 15: initializers.append(try ONNXTensor(sparse: &reader, field))
      default: try reader.skip(field)
      }
    }
    if !isInOrder { sortNodes() }
  }
}

extension ONNXFunction {
  fileprivate init(_ outer: inout WireReader, _ field: WireField) throws(ONNXFailure) {
    var reader = try outer.message(field, "FunctionProto")
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 4: inputs.append(try reader.name(field))
      case 5: outputs.append(try reader.name(field))
      case 6: attributes.append(try reader.string(field))
      case 7: nodes.append(try ONNXNode(&reader, field, depth: 0))
      case 9:
        var opset = try reader.message(field, "OperatorSetIdProto")
        let (domain, version) = try ONNXModel.opset(&opset)
        opsets[domain] = version
      case 10: domain = try reader.string(field).withoutDefaultDomain
      case 11: defaults.append(try ONNXAttribute(&reader, field, depth: 0))
      case 12: try reader.skip(field)
      case 13: overload = try reader.string(field)
      default: try reader.skip(field)
      }
    }
  }
}
