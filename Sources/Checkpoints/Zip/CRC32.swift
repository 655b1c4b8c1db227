/// The checksum of zip archives: CRC-32 with the polynomial of IEEE 802.3, eight bytes at a time.
///
/// Source: Kounavis and Berry, Novel table lookup-based algorithms for high-performance CRC
/// generation, 2008.
struct CRC32 {
  private var state = ~UInt32(0)

  /// The checksum of what was added.
  var value: UInt32 { ~state }

  /// By byte, and by how many bytes follow it in a group of eight.
  private static let table: [UInt32] = {
    var table = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      table[byte] = (0..<8).reduce(UInt32(byte)) { crc, _ in
        crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xedb8_8320)
      }
    }
    for place in 256..<8 * 256 {
      let shorter = table[place - 256]
      table[place] = shorter >> 8 ^ table[Int(shorter & 0xff)]
    }
    return table
  }()

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    state = Self.table.withUnsafeBufferPointer { table in
      var state = state
      let groups = bytes.count & ~7
      for offset in stride(from: 0, to: groups, by: 8) {
        let word =
          UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
          ^ UInt64(state)
        state = 0
        for place in 0..<8 {
          let byte = Int(truncatingIfNeeded: word >> (8 * UInt64(place))) & 0xff
          state ^= table[(7 - place) << 8 | byte]
        }
      }
      for byte in bytes[groups...] {
        state = state >> 8 ^ table[Int(UInt8(truncatingIfNeeded: state) ^ byte)]
      }
      return state
    }
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }
}
