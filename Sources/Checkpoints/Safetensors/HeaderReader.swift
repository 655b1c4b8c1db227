import RLAFiles

/// Reads the JSON of a safetensors header, the little of it that the format has.
///
/// Names that occur twice are for the caller to find; a general parser would keep one of them
/// silently. Source: RFC 8259.
struct HeaderReader {
  private var cursor: ByteCursor
  private var bytes: [UInt8] = []

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  var position: Int { cursor.position }

  func failure(_ flaw: HeaderFlaw) -> CheckpointFailure {
    CheckpointFailure(.header(flaw), at: .byte(cursor.position))
  }

  private func peek() throws(CheckpointFailure) -> UInt8? {
    do throws(FileFailure) {
      return try cursor.peek()
    } catch {
      throw CheckpointFailure(.file(error))
    }
  }

  private mutating func next() throws(CheckpointFailure) -> UInt8 {
    guard !cursor.isAtEnd else { throw failure(.expected("more of the header")) }
    do throws(FileFailure) {
      return try cursor.byte()
    } catch {
      throw CheckpointFailure(.file(error))
    }
  }

  private mutating func skipSpace() throws(CheckpointFailure) {
    while let byte = try peek(), [0x20, 0x09, 0x0a, 0x0d].contains(byte) { _ = try next() }
  }

  /// Takes a character, with space around it, if it comes next.
  private mutating func takes(_ character: Unicode.Scalar) throws(CheckpointFailure) -> Bool {
    try skipSpace()
    guard try peek() == UInt8(ascii: character) else { return false }
    _ = try next()
    try skipSpace()
    return true
  }

  private mutating func take(_ character: Unicode.Scalar) throws(CheckpointFailure) {
    if try !takes(character) { throw failure(.expected("'\(character)'")) }
  }

  /// Reads an object, and hands over each of its keys with the reader in front of the value.
  mutating func object(
    _ member: (inout HeaderReader, String) throws(CheckpointFailure) -> Void
  ) throws(CheckpointFailure) {
    try take("{")
    if try takes("}") { return }
    repeat {
      let key = try text()
      try take(":")
      try member(&self, key)
    } while try takes(",")
    try take("}")
  }

  /// Reads a list of at most `limit` whole numbers that are not negative.
  mutating func numbers(limit: Int) throws(CheckpointFailure) -> [Int] {
    try take("[")
    var numbers: [Int] = []
    if try takes("]") { return numbers }
    repeat {
      if numbers.count == limit { throw failure(.expected("at most \(limit) numbers")) }
      numbers.append(try number())
    } while try takes(",")
    try take("]")
    return numbers
  }

  private mutating func number() throws(CheckpointFailure) -> Int {
    try skipSpace()
    bytes.removeAll(keepingCapacity: true)
    while let byte = try peek(), (0x30...0x39).contains(byte), bytes.count < 20 {
      bytes.append(try next())
    }
    let isPlain = bytes.count == 1 || bytes.first != UInt8(ascii: "0")
    guard isPlain, let number = Int(String(decoding: bytes, as: UTF8.self)) else {
      throw failure(.expected("a whole number of at least 0"))
    }
    return number
  }

  /// Reads a text.
  mutating func text() throws(CheckpointFailure) -> String {
    try skipSpace()
    guard try peek() == UInt8(ascii: "\"") else { throw failure(.expected("a text")) }
    _ = try next()
    bytes.removeAll(keepingCapacity: true)
    while true {
      let byte = try next()
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure(.text) }
        return text
      case UInt8(ascii: "\\"): try readEscape()
      case 0..<0x20: throw failure(.text)
      default: bytes.append(byte)
      }
    }
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a,
    UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func readEscape() throws(CheckpointFailure) {
    let letter = try next()
    if let byte = Self.escapes[letter] { return bytes.append(byte) }
    guard letter == UInt8(ascii: "u") else { throw failure(.text) }
    var code = UInt32(try codeUnit())
    if (0xd800..<0xdc00).contains(code) {
      guard try next() == UInt8(ascii: "\\"), try next() == UInt8(ascii: "u") else {
        throw failure(.text)
      }
      let low = UInt32(try codeUnit())
      guard (0xdc00..<0xe000).contains(low) else { throw failure(.text) }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw failure(.text) }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func codeUnit() throws(CheckpointFailure) -> UInt16 {
    var digits = ""
    for _ in 0..<4 { digits.unicodeScalars.append(Unicode.Scalar(try next())) }
    guard digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
      throw failure(.text)
    }
    return unit
  }

  /// Requires that nothing but space is left.
  mutating func requireEnd() throws(CheckpointFailure) {
    try skipSpace()
    if !cursor.isAtEnd { throw failure(.expected("the end of the header")) }
  }
}
