import RLAFiles

/// A part of a file, read from its start to its end.
struct ByteCursor {
  private let file: FileWindow
  private(set) var position: Int
  let end: Int

  init(_ file: FileWindow, _ range: Range<Int>) {
    self.file = file
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position == end }

  /// The place of what is not read yet.
  var rest: Range<Int> { position..<end }

  /// The next byte, which stays unread; nil at the end.
  func peek() throws(FileFailure) -> UInt8? {
    if isAtEnd { return nil }
    return try file.pointer(at: position, length: 1).load(as: UInt8.self)
  }

  /// The place of the next bytes, which are then behind the cursor.
  mutating func take(_ count: Int) throws(FileFailure) -> Range<Int> {
    guard count >= 0, count <= end - position else { throw .end(offset: end) }
    defer { position += count }
    return position..<position + count
  }

  mutating func byte() throws(FileFailure) -> UInt8 {
    try number(UInt8.self)
  }

  /// The next number, little-endian.
  mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(FileFailure) -> Number {
    let size = MemoryLayout<Number>.size
    let range = try take(size)
    let pointer = try file.pointer(at: range.lowerBound, length: size)
    return Number(littleEndian: pointer.loadUnaligned(as: Number.self))
  }

  mutating func bytes(_ count: Int) throws(FileFailure) -> [UInt8] {
    let range = try take(count)
    guard count <= FileWindow.size else { return try file.bytes(in: range) }
    let pointer = try file.pointer(at: range.lowerBound, length: count)
    return Array(UnsafeRawBufferPointer(start: pointer, count: count))
  }

  /// The next bytes as a text; nil where they are not UTF-8.
  mutating func text(_ count: Int) throws(FileFailure) -> String? {
    String(validating: try bytes(count), as: UTF8.self)
  }

  /// The text up to the end of the line; nil where it is not UTF-8 or longer than `limit` bytes.
  mutating func line(limit: Int) throws(FileFailure) -> String? {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let byte = try byte()
      if byte == UInt8(ascii: "\n") { return String(validating: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }
}
