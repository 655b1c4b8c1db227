import RLANetworks

extension ONNXTensor {
  init(_ outer: inout WireReader, _ field: WireField) throws(ONNXFailure) {
    var reader = try outer.message(field, "TensorProto")
    try self.init(message: &reader)
  }

  /// Reads the fields of a message.
  init(message reader: inout WireReader) throws(ONNXFailure) {
    var fields = TensorFields()
    fields.message = reader.rest
    while let field = try reader.next() {
      switch field.number {
      case 1: try reader.integers(field) { fields.dims.append($0) }
      case 2: fields.type = try reader.integer(field)
      case 4: try reader.floats(field) { fields.append(.real($0)) }
      case 5, 7, 11: try reader.integers(field) { fields.append(.whole($0)) }
      case 6:
        _ = try reader.bytes(field)
        fields.listed += 1
      case 8: fields.id = try reader.name(field)
      case 9: fields.raw = try reader.bytes(field)
      case 10: try reader.doubles(field) { fields.append(.real($0)) }
      case 13:
        var entry = try reader.message(field, "StringStringEntryProto")
        try fields.readExternal(&entry)
      case 14: fields.isExternal = try reader.integer(field) == 1
      default: try reader.skip(field)
      }
    }
    try self.init(fields, reader)
  }

  /// A tensor of which only the elements that are not 0 are stored.
  init(sparse outer: inout WireReader, _ field: WireField) throws(ONNXFailure) {
    var reader = try outer.message(field, "SparseTensorProto")
    var dims: [Int] = []
    var values: ONNXTensor?
    while let field = try reader.next() {
      switch field.number {
      case 1: values = try ONNXTensor(&reader, field)
      case 3: try reader.integers(field) { dims.append($0) }
      default: try reader.skip(field)
      }
    }
    self.init()
    if let values { self = values }
    storedElements = values?.count ?? 0
    numbers = nil
    self.dims = dims
    count = try Self.count(dims, type, at: .tensor(name))
  }

  private init(_ fields: TensorFields, _ reader: WireReader) throws(ONNXFailure) {
    id = fields.id
    name = reader.text(of: id)
    dims = fields.dims
    let place = ONNXFailure.Place.tensor(name)
    type = try ONNXType.element(fields.type, of: place)
    count = try Self.count(dims, type, at: place)
    if fields.isExternal {
      storage = .external(fields.external)
      try requireInnerLocation(fields.external.location)
    } else if let raw = fields.raw {
      storage = .raw(raw)
      try require(byteCount, raw.count, at: place)
      if count <= Self.mostNumbers {
        numbers = try reader.withBytes(in: raw) { [type, count] in type.numbers(in: $0, count) }
      }
    } else {
      storage = .list(count: fields.listed, fields.message)
      try require(type.listed(count), fields.listed, at: place)
      if count <= Self.mostNumbers { numbers = type.numbers(listed: fields.numbers, count) }
    }
  }

  private func require(
    _ expected: Int, _ found: Int, at place: ONNXFailure.Place
  ) throws(ONNXFailure) {
    guard expected == found else {
      throw ONNXFailure(.dataSize(expected: expected, found: found), at: place)
    }
  }

  /// The number of elements, whose bits have to be a number of 64 bits.
  private static func count(
    _ dims: [Int], _ type: ElementType, at place: ONNXFailure.Place
  ) throws(ONNXFailure) -> Int {
    if dims.count > ONNXTensor.mostAxes {
      throw ONNXFailure(.tooManyAxes(dims.count, limit: ONNXTensor.mostAxes), at: place)
    }
    var count = 1
    for size in dims {
      if size < 0 { throw ONNXFailure(.dimension(size), at: place) }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if overflow { throw ONNXFailure(.tooManyElements(dims: dims), at: place) }
      count = product
    }
    if count.multipliedReportingOverflow(by: type.bits).overflow {
      throw ONNXFailure(.tooManyElements(dims: dims), at: place)
    }
    return count
  }
}

/// What the fields of a tensor hold before its type is known.
private struct TensorFields {
  var id = ONNXName.empty
  var dims: [Int] = []
  var type = 0
  var raw: Range<Int>?
  /// The place of all fields.
  var message = 0..<0
  var isExternal = false
  var external = ONNXTensor.ExternalData()
  /// How many numbers the lists have; only the first ones are kept.
  var listed = 0
  var numbers: [ONNXNumber] = []

  mutating func append(_ number: ONNXNumber) {
    listed += 1
    if numbers.count < ONNXTensor.mostNumbers { numbers.append(number) }
  }

  mutating func readExternal(_ reader: inout WireReader) throws(ONNXFailure) {
    var (key, value) = ("", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: try reader.skip(field)
      }
    }
    switch key {
    case "location": external.location = value
    case "offset": external.offset = Int(value) ?? 0
    case "length": external.length = Int(value)
    default: break
    }
  }
}
