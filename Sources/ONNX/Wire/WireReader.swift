import RLANetworks

/// One field of a protobuf message: its number, and how its value is encoded.
struct WireField {
  enum Encoding: Int {
    case varint = 0
    case fixed64 = 1
    case bytes = 2
    case fixed32 = 5
  }

  let number: Int
  let encoding: Encoding
}

/// Reads the fields of one protobuf message in the order of the file.
///
/// Fields of unknown number are skipped; those of known number have to have the encoding of the
/// schema. Source: protobuf.dev, Encoding.
struct WireReader {
  private let bytes: FileBytes
  private var position: Int
  private let end: Int
  /// The name of the message, for failures.
  let message: StaticString

  init(_ bytes: FileBytes, _ message: StaticString) {
    self.init(bytes, 0..<bytes.count, message)
  }

  init(_ bytes: FileBytes, _ range: Range<Int>, _ message: StaticString) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    self.message = message
  }

  /// By number, the names that were read so far from the file.
  var names: TextList { bytes.names.texts }

  /// How many they are.
  var nameCount: Int { bytes.names.count }

  /// By number, the types of nodes that were read so far from the file.
  var types: [ONNXNodeType] { bytes.types.types }

  /// The place of what is not read yet.
  var rest: Range<Int> { position..<end }

  private func failure(_ reason: ONNXFailure.Reason) -> ONNXFailure { ONNXFailure(reason) }

  private func truncated() -> ONNXFailure {
    failure(.truncated(message: "\(message)", offset: position))
  }

  /// The next field; nil at the end of the message.
  mutating func next() throws(ONNXFailure) -> WireField? {
    if position == end { return nil }
    let start = position
    let key = try varint()
    let number = Int(truncatingIfNeeded: key >> 3)
    guard number > 0, number < 1 << 29, let encoding = WireField.Encoding(rawValue: Int(key & 7))
    else {
      throw failure(
        .wireType(
          message: "\(message)", field: number, found: Int(key & 7), offset: start))
    }
    return WireField(number: number, encoding: encoding)
  }

  @inline(__always)
  private mutating func varint() throws(ONNXFailure) -> UInt64 {
    // Nearly every number has one byte.
    if position < end {
      let byte = try bytes.pointer(at: position, length: 1).load(as: UInt8.self)
      if byte < 0x80 {
        position += 1
        return UInt64(byte)
      }
    }
    return try longVarint()
  }

  private mutating func longVarint() throws(ONNXFailure) -> UInt64 {
    let available = min(end - position, 10)
    let pointer = try bytes.pointer(at: position, length: available)
    var value: UInt64 = 0
    for index in 0..<available {
      let byte = pointer.load(fromByteOffset: index, as: UInt8.self)
      // The tenth byte has room for one bit.
      if index == 9, byte > 1 { break }
      value |= UInt64(byte & 0x7f) << (7 * UInt64(index))
      if byte < 0x80 {
        position += index + 1
        return value
      }
    }
    if available < 10 { throw truncated() }
    throw failure(.longNumber(message: "\(message)", offset: position))
  }

  private mutating func fixed<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(ONNXFailure) -> Number {
    let size = MemoryLayout<Number>.size
    guard end - position >= size else { throw truncated() }
    let value = try bytes.pointer(at: position, length: size).loadUnaligned(as: Number.self)
    position += size
    return Number(littleEndian: value)
  }

  /// The place of a value that states its own length.
  private mutating func range() throws(ONNXFailure) -> Range<Int> {
    guard let length = Int(exactly: try varint()), length <= end - position else {
      throw truncated()
    }
    defer { position += length }
    return position..<position + length
  }

  private func require(
    _ encoding: WireField.Encoding, _ field: WireField
  ) throws(ONNXFailure) {
    if field.encoding == encoding { return }
    throw failure(
      .wireType(
        message: "\(message)", field: field.number, found: field.encoding.rawValue,
        offset: position))
  }

  mutating func skip(_ field: WireField) throws(ONNXFailure) {
    switch field.encoding {
    case .varint: _ = try varint()
    case .fixed64: _ = try fixed(UInt64.self)
    case .fixed32: _ = try fixed(UInt32.self)
    case .bytes: _ = try range()
    }
  }
}

extension WireReader {
  mutating func integer(_ field: WireField) throws(ONNXFailure) -> Int {
    try require(.varint, field)
    return Int(truncatingIfNeeded: try varint())
  }

  mutating func float(_ field: WireField) throws(ONNXFailure) -> Double {
    try require(.fixed32, field)
    return Double(Float(bitPattern: try fixed(UInt32.self)))
  }

  /// The place of bytes in the file.
  mutating func bytes(_ field: WireField) throws(ONNXFailure) -> Range<Int> {
    try require(.bytes, field)
    return try range()
  }

  /// A message inside this one.
  mutating func message(
    _ field: WireField, _ name: StaticString
  ) throws(ONNXFailure) -> WireReader {
    WireReader(bytes, try bytes(field), name)
  }

  /// Text; bytes that are not UTF-8 become replacement characters.
  mutating func string(_ field: WireField) throws(ONNXFailure) -> String {
    try text(in: try bytes(field))
  }

  /// The name of a value.
  mutating func name(_ field: WireField) throws(ONNXFailure) -> ONNXName {
    let range = try bytes(field)
    return try withBytes(in: range) { bytes.names.name($0) }
  }

  /// The name of the type of a node, which `type` takes.
  mutating func typeName(_ field: WireField) throws(ONNXFailure) -> ONNXName {
    let range = try bytes(field)
    return try withBytes(in: range) { bytes.types.name($0) }
  }

  /// The type of a node.
  func type(_ name: ONNXName, domain: String, overload: String) -> ONNXNodeType {
    bytes.types.type(name, domain: domain, overload: overload)
  }

  /// The text of a name that was read.
  func text(of name: ONNXName) -> String { bytes.names.texts[name.number] }

  /// The text in a part of the file.
  func text(in range: Range<Int>) throws(ONNXFailure) -> String {
    try withBytes(in: range) { String(decoding: $0, as: UTF8.self) }
  }

  /// What `body` makes of the bytes in a part of the file.
  @inline(__always)
  func withBytes<Result>(
    in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(ONNXFailure) -> Result {
    if range.count > FileBytes.windowSize { return try copy(range).withUnsafeBytes(body) }
    let pointer = try bytes.pointer(at: range.lowerBound, length: range.count)
    return body(UnsafeRawBufferPointer(start: pointer, count: range.count))
  }

  /// Whether a part of the file is a text.
  func isText(_ text: String, in range: Range<Int>) throws(ONNXFailure) -> Bool {
    guard range.count == text.utf8.count else { return false }
    return try withBytes(in: range) { text.hasBytes($0) }
  }

  /// The bytes in a part of the file.
  func copy(_ range: Range<Int>) throws(ONNXFailure) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var start = range.lowerBound
    while start < range.upperBound {
      let length = min(FileBytes.windowSize, range.upperBound - start)
      let pointer = try bytes.pointer(at: start, length: length)
      result += UnsafeRawBufferPointer(start: pointer, count: length)
      start += length
    }
    return result
  }
}

extension WireReader {
  /// Calls `body` with each whole number of a list, which is packed or not.
  mutating func integers(
    _ field: WireField, _ body: (Int) -> Void
  ) throws(ONNXFailure) {
    if field.encoding == .varint { return body(Int(truncatingIfNeeded: try varint())) }
    var list = try message(field, message)
    while list.position < list.end { body(Int(truncatingIfNeeded: try list.varint())) }
  }

  /// Calls `body` with each number of a list of 32-bit floats, which is packed or not.
  mutating func floats(_ field: WireField, _ body: (Double) -> Void) throws(ONNXFailure) {
    if field.encoding == .fixed32 { return body(try float(field)) }
    var list = try message(field, message)
    while list.position < list.end {
      body(Double(Float(bitPattern: try list.fixed(UInt32.self))))
    }
  }

  /// Calls `body` with each number of a list of 64-bit floats, which is packed or not.
  mutating func doubles(_ field: WireField, _ body: (Double) -> Void) throws(ONNXFailure) {
    if field.encoding == .fixed64 { return body(Double(bitPattern: try fixed(UInt64.self))) }
    var list = try message(field, message)
    while list.position < list.end { body(Double(bitPattern: try list.fixed(UInt64.self))) }
  }
}
