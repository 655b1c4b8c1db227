import Glibc

/// Texts by number, which lie in memory one after the other.
///
/// A model has millions of names, of which few are ever shown: those become strings when they are
/// asked for.
package struct TextList: Hashable, Sendable {
  private var bytes: [UInt8] = []
  /// By number, where the bytes of a text end.
  private var ends: [Int] = []

  package init() {}

  package var count: Int { ends.count }

  /// Bytes of all texts.
  package var byteCount: Int { bytes.count }

  /// Makes room for as many further texts of so many bytes together.
  mutating func reserve(_ count: Int, bytes byteCount: Int) {
    ends.reserveCapacity(ends.count + count)
    bytes.reserveCapacity(bytes.count + byteCount)
  }

  package subscript(number: Int) -> String {
    String(decoding: bytes[start(of: number)..<ends[number]], as: UTF8.self)
  }

  /// Adds the text with these bytes, which are UTF-8.
  mutating func append(_ text: UnsafeRawBufferPointer) {
    bytes += text
    ends.append(bytes.count)
  }

  /// Whether a text has these bytes.
  func isText(_ number: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let start = start(of: number)
    guard ends[number] - start == text.count else { return false }
    guard let other = text.baseAddress else { return true }
    return bytes.withUnsafeBytes { own in
      own.baseAddress.map { memcmp($0 + start, other, text.count) == 0 } ?? true
    }
  }

  private func start(of number: Int) -> Int { number == 0 ? 0 : ends[number - 1] }
}
