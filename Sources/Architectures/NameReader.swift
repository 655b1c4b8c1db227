/// Reads a name, in the form of `Catalog.key(of:)`, part by part from its beginning.
///
/// The catalog reads a hundred names whenever the program starts, for which regular expressions
/// would take longer than counting a network.
struct NameReader {
  /// What has not been read.
  private(set) var rest: Substring

  init(_ name: some StringProtocol) { rest = Substring(name) }

  /// Reads a word, where it is the next.
  mutating func reads(_ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  /// Reads the first of some words that is the next; of two that begin alike the longer goes first.
  mutating func word(among words: [String]) -> String? { words.first { reads($0) } }

  /// Reads all digits that follow.
  ///
  /// - Parameter most: The most digits of the number.
  /// - Returns: Nil where there are none or more, or where more than fit an integer; they are read
  ///   anyway.
  mutating func number(mostDigits most: Int = .max) -> Int? {
    let digits = digits()
    return digits.count <= most ? Int(digits) : nil
  }

  /// Reads all digits that follow, of which the last are part of what stands behind the number.
  mutating func number(mostDigits most: Int, before ending: String) -> Int? {
    let digits = digits()
    guard digits.hasSuffix(ending), digits.count - ending.count <= most else { return nil }
    return Int(digits.dropLast(ending.count))
  }

  private mutating func digits() -> Substring {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest[digits.endIndex...]
    return digits
  }
}
