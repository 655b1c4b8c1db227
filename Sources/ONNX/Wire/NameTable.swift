import Glibc

/// The names of the values of a model, each once: a hash table with open addressing.
///
/// Most names occur several times, far apart. A dictionary of strings would need the string of a
/// name before it could tell that the string exists.
struct NameTable {
  /// By number, the empty name first.
  private(set) var texts = [""]
  /// By number.
  private var hashes: [UInt64] = [0]
  private var slots = [Slot](repeating: Slot(), count: 64)

  private struct Slot {
    /// Half of the hash, so that few texts are compared.
    var tag: UInt32 = 0
    /// 0 where the slot is free.
    var number: Int32 = 0
  }

  /// The start of all hashes, which nobody who writes a file can know.
  private static let seed = UInt64.random(in: .min ... .max)

  /// The name with these bytes; bytes that are not UTF-8 become replacement characters.
  mutating func name(_ bytes: UnsafeRawBufferPointer) -> ONNXName {
    if bytes.isEmpty { return .empty }
    let hash = Self.hash(bytes)
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].number != 0 {
      let number = Int(slots[place].number)
      if slots[place].tag == tag, texts[number].hasBytes(bytes) { return ONNXName(number) }
      place = (place + 1) & (slots.count - 1)
    }
    var text = String(decoding: bytes, as: UTF8.self)
    // Different bytes may have become the same text.
    if !text.hasBytes(bytes) { return text.withUTF8 { name(UnsafeRawBufferPointer($0)) } }
    slots[place] = Slot(tag: tag, number: Int32(texts.count))
    texts.append(text)
    hashes.append(hash)
    if 2 * texts.count > slots.count { grow() }
    return ONNXName(texts.count - 1)
  }

  private mutating func grow() {
    let mask = 2 * slots.count - 1
    var larger = [Slot](repeating: Slot(), count: 2 * slots.count)
    for (number, hash) in hashes.enumerated().dropFirst() {
      var place = Int(truncatingIfNeeded: hash) & mask
      while larger[place].number != 0 { place = (place + 1) & mask }
      larger[place] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), number: Int32(number))
    }
    slots = larger
  }

  /// Words of 8 bytes, each mixed in by a multiplication of which both halves are kept.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
      hash = product.high ^ product.low
    }
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte) }
    mix(rest)
    return hash
  }
}

extension String {
  /// Whether these are the bytes of the text.
  func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    utf8.count == bytes.count && begins(with: bytes, count: bytes.count)
  }

  /// Whether the first bytes of two texts, which have as many, are equal.
  func hasSameBytes(as other: String, count: Int) -> Bool {
    other.utf8.withContiguousStorageIfAvailable {
      begins(with: UnsafeRawBufferPointer($0), count: count)
    } ?? utf8.prefix(count).elementsEqual(other.utf8.prefix(count))
  }

  private func begins(with bytes: UnsafeRawBufferPointer, count: Int) -> Bool {
    utf8.withContiguousStorageIfAvailable { own in
      guard let one = own.baseAddress, let other = bytes.baseAddress else { return count == 0 }
      return memcmp(one, other, count) == 0
    } ?? utf8.prefix(count).elementsEqual(bytes.prefix(count))
  }
}
