import SystemPackage

/// Writes a zip archive of stored members, the data of each at a multiple of 64 bytes; without dates,
/// so that the same members give the same bytes.
struct ZipWriter {
  typealias Failure = CheckpointWriter.Failure

  /// The folder of all members.
  static let root = "archive"
  static let alignment = 64
  /// Flags of sizes behind the data, and of names in UTF-8.
  private static let flags: UInt16 = 0x0808
  private static let mostBytes = Int(UInt32.max) - 1

  private let put: CheckpointWriter.Put
  private var offset = 0
  private var directory: [UInt8] = []
  private var count = 0

  init(put: @escaping CheckpointWriter.Put) { self.put = put }

  /// Adds a member, whose bytes `body` puts.
  mutating func add(
    _ name: String, _ body: (CheckpointWriter.Put) throws(Failure) -> Void
  ) throws(Failure) {
    let (name, start) = (Array("\(Self.root)/\(name)".utf8), offset)
    let fixed = Fields(0x0403_4b50 as UInt32, 20 as UInt16, Self.flags, 0 as UInt16, 0 as UInt32)
    // Checksum and sizes stand behind the data.
    let sizes = Fields(0 as UInt32, 0 as UInt32, 0 as UInt32, UInt16(name.count))
    let unpadded = offset + fixed.bytes.count + sizes.bytes.count + 2 + name.count + 4
    let padding = (Self.alignment - unpadded % Self.alignment) % Self.alignment
    let extra =
      Fields(0x4246 as UInt16, UInt16(padding)).bytes + Array(repeating: 0x5a, count: padding)
    try append(
      fixed.bytes + sizes.bytes + Fields(UInt16(extra.count)).bytes + name + extra)
    let dataStart = offset
    var (sum, size) = (CRC32(), 0)
    let put = self.put
    try body { bytes throws(Errno) in
      sum.add(bytes)
      size += bytes.count
      try put(bytes)
    }
    offset = dataStart + size
    if offset > Self.mostBytes { throw .tooLong(limit: Self.mostBytes) }
    let descriptor = Fields(sum.value, UInt32(size), UInt32(size)).bytes
    try append(Fields(0x0807_4b50 as UInt32).bytes + descriptor)
    directory +=
      Fields(
        0x0201_4b50 as UInt32, 20 as UInt16, 20 as UInt16, Self.flags, 0 as UInt16, 0 as UInt32
      ).bytes + descriptor
      + Fields(
        UInt16(name.count), 0 as UInt16, 0 as UInt16, 0 as UInt16, 0 as UInt16, 0 as UInt32,
        UInt32(start)
      ).bytes + name
    count += 1
  }

  /// Writes the directory.
  mutating func finish() throws(Failure) {
    let start = offset
    guard offset + directory.count <= Self.mostBytes, let count = UInt16(exactly: count) else {
      throw .tooLong(limit: Self.mostBytes)
    }
    try append(directory)
    try append(
      Fields(
        0x0605_4b50 as UInt32, 0 as UInt32, count, count, UInt32(directory.count), UInt32(start),
        0 as UInt16
      ).bytes)
  }

  private mutating func append(_ bytes: [UInt8]) throws(Failure) {
    try CheckpointWriter.put(bytes, to: put)
    offset += bytes.count
  }
}

/// Little-endian numbers, one behind the other.
private struct Fields {
  let bytes: [UInt8]

  init<each Number: FixedWidthInteger>(_ numbers: repeat each Number) {
    var bytes: [UInt8] = []
    for number in repeat each numbers {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    self.bytes = bytes
  }
}
