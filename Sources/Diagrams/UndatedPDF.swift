/// Takes the time of writing out of a PDF, in which Cairo always puts it.
enum UndatedPDF {
  private static let key = Array("/CreationDate (D:".utf8)
  private static let epoch = Array("19700101000000".utf8)

  /// The same document with the first moment of 1970, in as many bytes, so that all offsets hold.
  static func undating(_ pdf: [UInt8]) -> [UInt8] {
    guard let start = pdf.lastRange(of: key) else { return pdf }
    var bytes = pdf
    var next = epoch[...]
    // Digits of the time zone, after those of the date, become zeros.
    for index in start.upperBound..<bytes.count {
      if bytes[index] == UInt8(ascii: ")") { break }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { continue }
      bytes[index] = next.popFirst() ?? UInt8(ascii: "0")
    }
    return bytes
  }
}

extension [UInt8] {
  /// Where a sequence stands for the last time: Cairo writes its facts after all pages.
  fileprivate func lastRange(of pattern: [UInt8]) -> Range<Int>? {
    guard count >= pattern.count else { return nil }
    for start in (0...count - pattern.count).reversed()
    where self[start] == pattern[0] && self[start..<start + pattern.count].elementsEqual(pattern) {
      return start..<start + pattern.count
    }
    return nil
  }
}
