import RLANetworks

extension ONNXValueInfo {
  init(_ outer: inout WireReader, _ field: WireField) throws(ONNXFailure) {
    var reader = try outer.message(field, "ValueInfoProto")
    while let field = try reader.next() {
      switch field.number {
      case 1:
        id = try reader.name(field)
        name = reader.text(of: id)
      case 2: type = try ONNXValueType(&reader, field, depth: 0)
      default: try reader.skip(field)
      }
    }
    if case .tensor(_, let dims?) = type, dims.count > ONNXTensor.mostAxes {
      throw ONNXFailure(.tooManyAxes(dims.count, limit: ONNXTensor.mostAxes), at: .value(name))
    }
  }
}

extension ONNXValueType {
  /// Sequences of sequences beyond this are refused; nobody writes so many.
  private static let deepest = 16

  fileprivate init(
    _ outer: inout WireReader, _ field: WireField, depth: Int
  ) throws(ONNXFailure) {
    if depth > Self.deepest { throw ONNXFailure(.tooDeep(limit: Self.deepest)) }
    var reader = try outer.message(field, "TypeProto")
    self = .other
    while let field = try reader.next() {
      switch field.number {
      case 1, 8: self = try Self.tensor(&reader, field)
      case 4: self = .sequence(try Self.element(&reader, field, depth: depth + 1))
      case 9: self = .optional(try Self.element(&reader, field, depth: depth + 1))
      default: try reader.skip(field)
      }
    }
  }

  private static func tensor(
    _ outer: inout WireReader, _ field: WireField
  ) throws(ONNXFailure) -> ONNXValueType {
    var reader = try outer.message(field, "TypeProto.Tensor")
    var type = ElementType.float32
    var dims: [ONNXDimension]?
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let number = try reader.integer(field)
        // 0 stands for a type that is not known.
        if number != 0 { type = try ONNXType.element(number, of: .file) }
      case 2: dims = try shape(&reader, field)
      default: try reader.skip(field)
      }
    }
    return .tensor(type, dims)
  }

  private static func shape(
    _ outer: inout WireReader, _ field: WireField
  ) throws(ONNXFailure) -> [ONNXDimension] {
    var reader = try outer.message(field, "TensorShapeProto")
    var dims: [ONNXDimension] = []
    while let field = try reader.next() {
      if field.number != 1 {
        try reader.skip(field)
        continue
      }
      var dimension = try reader.message(field, "Dimension")
      dims.append(try self.dimension(&dimension))
    }
    return dims
  }

  /// A size of 0 or less is how some writers say that it is not known.
  private static func dimension(
    _ reader: inout WireReader
  ) throws(ONNXFailure) -> ONNXDimension {
    var result = ONNXDimension.unknown
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let size = try reader.integer(field)
        result = size > 0 ? .size(size) : .unknown
      case 2:
        let name = try reader.string(field)
        result = name.isEmpty || name == "?" ? .unknown : .parameter(name)
      default: try reader.skip(field)
      }
    }
    return result
  }

  private static func element(
    _ outer: inout WireReader, _ field: WireField, depth: Int
  ) throws(ONNXFailure) -> ONNXValueType {
    var reader = try outer.message(field, "TypeProto.Sequence")
    var type = ONNXValueType.other
    while let field = try reader.next() {
      if field.number == 1 {
        type = try ONNXValueType(&reader, field, depth: depth)
      } else {
        try reader.skip(field)
      }
    }
    return type
  }
}
