public import RLANetworks

/// The header of an array of NumPy (.npy) with whole numbers, versions 1 to 3 of the format.
public struct NumPyArray: Hashable, Sendable {
  public let type: ElementType
  public let isBigEndian: Bool
  public let shape: [Int]
  /// Where the elements lie in the file.
  public let range: Range<Int>

  /// More bytes than NumPy writes in front of the elements of any shape.
  public static let mostHeaderBytes = 1 << 16
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private static let types: [String: ElementType] = [
    "u1": .uint8, "i1": .int8, "b1": .bool, "u2": .uint16, "i2": .int16, "u4": .uint32,
    "i4": .int32, "u8": .uint64, "i8": .int64,
  ]

  /// - Parameters:
  ///   - start: The first bytes of the file, `mostHeaderBytes` if there are so many.
  ///   - fileCount: All bytes of the file.
  /// - Throws: `ArrayFlaw` where they are no such array.
  public init(start: [UInt8], fileCount: Int) throws(ArrayFlaw) {
    let (text, end) = try Self.header(start)
    var reader = ArrayHeaderReader(text)
    let header = try reader.header()
    guard let type = header.type.dropFirst().isEmpty ? nil : Self.types[header.element] else {
      throw .type(header.type)
    }
    // Elements in either order are the same where there is one axis.
    if header.isFortranOrder, header.shape.count > 1 { throw .order }
    var bytes = type.bytes
    for size in header.shape {
      let (product, isOverflow) = bytes.multipliedReportingOverflow(by: size)
      if isOverflow { throw .header }
      bytes = product
    }
    if fileCount - end != bytes { throw .size(found: fileCount - end, expected: bytes) }
    self.type = type
    isBigEndian = header.type.first == ">"
    shape = header.shape
    range = end..<end + bytes
  }

  /// The text of the header, and where the elements begin.
  private static func header(_ start: [UInt8]) throws(ArrayFlaw) -> (ArraySlice<UInt8>, Int) {
    guard start.count >= 10, start.starts(with: magic) else { throw .start }
    let version = Int(start[6])
    guard (1...3).contains(version) else { throw .version(version) }
    let width = version == 1 ? 2 : 4
    guard start.count >= 8 + width else { throw .start }
    let length = (0..<width).reversed().reduce(0) { $0 << 8 | Int(start[8 + $1]) }
    let begin = 8 + width
    guard begin + length <= start.count else { throw .start }
    return (start[begin..<begin + length], begin + length)
  }
}

/// Reads the dictionary of Python that the header is.
private struct ArrayHeaderReader {
  struct Header {
    var type = ""
    var isFortranOrder = false
    var shape: [Int] = []

    /// The type without the order of its bytes.
    var element: String { String(type.dropFirst()) }
  }

  private var rest: ArraySlice<UInt8>
  private static let mostAxes = 32

  init(_ text: ArraySlice<UInt8>) { rest = text }

  mutating func header() throws(ArrayFlaw) -> Header {
    var (header, keys) = (Header(), Set<String>())
    try expect("{")
    while !skip("}") {
      let key = try text()
      guard keys.insert(key).inserted else { throw .header }
      try expect(":")
      switch key {
      case "descr": header.type = try text()
      case "fortran_order": header.isFortranOrder = try truth()
      case "shape": header.shape = try sizes()
      default: throw .header
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard rest.isEmpty, keys.count == 3 else { throw .header }
    return header
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0a || $0 == 0x09 || $0 == 0x0d }
  }

  private mutating func skip(_ word: String) -> Bool {
    skipSpace()
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private mutating func expect(_ word: String) throws(ArrayFlaw) {
    if !skip(word) { throw .header }
  }

  private mutating func text() throws(ArrayFlaw) -> String {
    skipSpace()
    guard let quote = rest.popFirst(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = rest.firstIndex(of: quote)
    else { throw .header }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func truth() throws(ArrayFlaw) -> Bool {
    if skip("True") { return true }
    try expect("False")
    return false
  }

  private mutating func sizes() throws(ArrayFlaw) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !skip(")") {
      skipSpace()
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard sizes.count < Self.mostAxes, let size = Int(String(decoding: digits, as: UTF8.self))
      else { throw .header }
      sizes.append(size)
      rest = rest.dropFirst(digits.count)
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
