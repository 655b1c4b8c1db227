import RLAFiles

/// An entry of the directory of a zip archive.
struct ZipEntry {
  let name: String
  let checksum: UInt32
  /// The offset of the header in front of the data.
  let header: Int
  /// Bytes of the entry in the directory.
  let length: Int
  private let flags: UInt16
  private let method: UInt16
  private let packedSize: Int
  private let size: Int

  /// The least bytes of an entry.
  static let directorySize = 46
  private static let headerSize = 30
  /// Flags of encryption, in whole or of the directory alone.
  private static let encryption: UInt16 = 0x2041
  /// The flag of sizes that stand behind the data.
  private static let sizesFollow: UInt16 = 0x0008

  /// The entry at an offset; nil where none is there whole.
  init?(_ bytes: [UInt8], at offset: Int) {
    guard bytes.count - offset >= Self.directorySize,
      bytes.number(UInt32.self, at: offset) == 0x0201_4b50
    else { return nil }
    func short(_ place: Int) -> Int { Int(bytes.number(UInt16.self, at: offset + place)) }
    let nameEnd = offset + Self.directorySize + short(28)
    length = Self.directorySize + short(28) + short(30) + short(32)
    guard length <= bytes.count - offset,
      let name = String(
        validating: bytes[offset + Self.directorySize..<nameEnd], as: UTF8.self)
    else { return nil }
    self.name = name
    flags = bytes.number(UInt16.self, at: offset + 8)
    method = bytes.number(UInt16.self, at: offset + 10)
    checksum = bytes.number(UInt32.self, at: offset + 16)
    var wide = WideSizes(Array(bytes[nameEnd..<nameEnd + short(30)]))
    guard let size = wide.size(bytes.number(UInt32.self, at: offset + 24)),
      let packedSize = wide.size(bytes.number(UInt32.self, at: offset + 20)),
      let header = wide.size(bytes.number(UInt32.self, at: offset + 42)), short(34) == 0
    else { return nil }
    (self.size, self.packedSize, self.header) = (size, packedSize, header)
  }

  /// The place of the data, by the header in front of them, which must say the same.
  func data(
    in file: FileWindow, before limit: Int
  ) throws(CheckpointFailure) -> Range<Int> {
    func failure(_ flaw: ArchiveFlaw) -> CheckpointFailure {
      CheckpointFailure(.archive(flaw), at: .member(name))
    }
    if flags & Self.encryption != 0 { throw failure(.encrypted) }
    if method != 0 { throw failure(.compressed(method: Int(method))) }
    let nameSize = name.utf8.count
    guard header <= limit, limit - header >= Self.headerSize + nameSize else {
      throw failure(.outside)
    }
    let bytes = try file.checked(header..<header + Self.headerSize + nameSize)
    guard bytes.number(UInt32.self, at: 0) == 0x0403_4b50,
      bytes.number(UInt16.self, at: 6) == flags, bytes.number(UInt16.self, at: 8) == method
    else { throw failure(.directory) }
    guard Int(bytes.number(UInt16.self, at: 26)) == nameSize,
      bytes[Self.headerSize...].elementsEqual(name.utf8)
    else { throw failure(.names) }
    if flags & Self.sizesFollow == 0 {
      guard bytes.number(UInt32.self, at: 14) == checksum,
        [18, 22].allSatisfy({
          [UInt32(clamping: size), .max].contains(bytes.number(UInt32.self, at: $0))
        })
      else { throw failure(.sizes) }
    }
    let start = header + Self.headerSize + nameSize + Int(bytes.number(UInt16.self, at: 28))
    guard size == packedSize else { throw failure(.sizes) }
    guard start <= limit, limit - start >= size else { throw failure(.outside) }
    return start..<start + size
  }
}

/// The numbers of more than 32 bits in the extra field of an entry, in the order of the format.
private struct WideSizes {
  private var numbers: [UInt64] = []

  /// Reads the block of zip64, which has the number 1.
  init(_ extra: [UInt8]) {
    var offset = 0
    while extra.count - offset >= 4 {
      let length = Int(extra.number(UInt16.self, at: offset + 2))
      guard length <= extra.count - offset - 4 else { return }
      if extra.number(UInt16.self, at: offset) == 1 {
        numbers = (0..<length / 8).map { extra.number(UInt64.self, at: offset + 4 + 8 * $0) }
        return
      }
      offset += 4 + length
    }
  }

  /// A size that is 32 bits wide, or the next of the wide ones; nil where that does not fit.
  mutating func size(_ short: UInt32) -> Int? {
    if short != .max { return Int(short) }
    return numbers.isEmpty ? nil : Int(exactly: numbers.removeFirst())
  }
}
