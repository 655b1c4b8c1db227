import Glibc

/// Texts with numbers in the order in which they came, each once: a hash table with open
/// addressing.
///
/// Most names of a model occur several times, far apart. A dictionary of strings would need the
/// string of a name before it could tell that the string exists, and its hash takes several times
/// as long.
package struct TextTable: Sendable {
  /// By number.
  package private(set) var texts = TextList()
  /// By number.
  private var hashes: [UInt64] = []
  private var slots = [Slot](repeating: Slot(), count: 64)

  private struct Slot {
    /// Half of the hash, so that few texts are compared.
    var tag: UInt32 = 0
    /// The number of the text and 1 more; 0 where the slot is free.
    var entry: Int32 = 0
  }

  /// The start of all hashes, which nobody who writes a file can know.
  private static let seed = UInt64.random(in: .min ... .max)

  package init() {}

  /// The number of the text with these bytes, which is added where it is new; bytes that are not
  /// UTF-8 become replacement characters.
  package mutating func number(of bytes: UnsafeRawBufferPointer) -> Int {
    let hash = Self.hash(bytes)
    if let number = number(of: bytes, hash) { return number }
    if bytes.areASCII { return append(bytes, hash) }
    let text = String(decoding: bytes, as: UTF8.self)
    // Different bytes may have become the same text.
    return text.hasBytes(bytes) ? append(bytes, hash) : number(of: text).number
  }

  /// The number of a text, which is added where it is new.
  package mutating func number(of text: String) -> (number: Int, isNew: Bool) {
    text.withBytes { bytes in
      let hash = Self.hash(bytes)
      if let number = number(of: bytes, hash) { return (number, false) }
      return (append(bytes, hash), true)
    }
  }

  /// Makes room for as many further texts of so many bytes together.
  package mutating func reserve(_ count: Int, bytes: Int) {
    texts.reserve(count, bytes: bytes)
    hashes.reserveCapacity(texts.count + count)
    grow(to: 2 * (texts.count + count))
  }

  private func number(of bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int? {
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[place].entry != 0 {
      let number = Int(slots[place].entry) - 1
      if slots[place].tag == tag, texts.isText(number, bytes) { return number }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
    texts.append(bytes)
    hashes.append(hash)
    if 2 * texts.count > slots.count {
      grow(to: slots.count + 1)
    } else {
      Self.enter(texts.count, hash, in: &slots)
    }
    return texts.count - 1
  }

  /// Makes at least as many slots.
  private mutating func grow(to count: Int) {
    if count <= slots.count { return }
    var size = slots.count
    while size < count { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
    for (number, hash) in hashes.enumerated() { Self.enter(number + 1, hash, in: &slots) }
  }

  private static func enter(_ entry: Int, _ hash: UInt64, in slots: inout [Slot]) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].entry != 0 { place = (place + 1) & mask }
    slots[place] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), entry: Int32(entry))
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
  package func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    utf8.count == bytes.count && begins(with: bytes)
  }

  /// Whether these are the first bytes of the text.
  package func begins(with bytes: UnsafeRawBufferPointer) -> Bool {
    withBytes { own in
      guard own.count >= bytes.count else { return false }
      guard let one = own.baseAddress, let other = bytes.baseAddress else { return bytes.isEmpty }
      return memcmp(one, other, bytes.count) == 0
    }
  }

  /// Whether no character takes more than one byte.
  var isASCII: Bool { withBytes(\.areASCII) }

  /// What `body` makes of the bytes of the text.
  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
      ?? Array(utf8).withUnsafeBytes(body)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether they are text of which no character takes more than one byte.
  fileprivate var areASCII: Bool {
    var union: UInt64 = 0
    var offset = 0
    while offset + 8 <= count {
      union |= loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    for byte in self[offset...] { union |= UInt64(byte) }
    return union & 0x8080_8080_8080_8080 == 0
  }
}
