/// A place in a text that is being read.
struct TextCursor {
  let text: String
  private let characters: [Character]
  private(set) var index = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  var next: Character? { index < characters.count ? characters[index] : nil }

  mutating func skipSpaces() {
    while let next, next.isWhitespace { index += 1 }
  }

  /// Reads over `token` where it stands next.
  mutating func skip(_ token: String) -> Bool {
    guard characters[index...].starts(with: token) else { return false }
    index += token.count
    return true
  }

  /// Reads over a word where it stands next and ends there, whatever its case.
  mutating func skipWord(_ word: String) -> Bool {
    let start = index
    guard read(while: \.isNameCharacter).lowercased() == word else {
      index = start
      return false
    }
    return true
  }

  mutating func read(while isWanted: (Character) -> Bool) -> String {
    let start = index
    while let next, isWanted(next) { index += 1 }
    return String(characters[start..<index])
  }

  /// Reads the longest of `names` that stands next and ends there, and returns its number.
  mutating func readName(of names: [String]) -> Int? {
    var best: (number: Int, length: Int)?
    for (number, name) in names.enumerated() where name.count > best?.length ?? 0 {
      let end = index + name.count
      guard end <= characters.count,
        String(characters[index..<end]).lowercased() == name.lowercased(),
        end == characters.count || !characters[end].isNameCharacter
      else { continue }
      best = (number, name.count)
    }
    guard let best else { return nil }
    index += best.length
    return best.number
  }

  mutating func move(to index: Int) { self.index = index }

  /// A failure at a place, by default the current one.
  func failure(_ reason: ExpressionFailure.Reason, at index: Int? = nil) -> ExpressionFailure {
    ExpressionFailure(text: text, position: (index ?? self.index) + 1, reason: reason)
  }

  /// A failure because something else is expected here.
  func failure(expecting expected: ExpressionFailure.Expectation) -> ExpressionFailure {
    failure(.expected(expected, found: next.map(String.init)))
  }

  /// - Throws: `ExpressionFailure` where anything but spaces is left.
  mutating func requireEnd() throws(ExpressionFailure) {
    skipSpaces()
    if next != nil { throw failure(expecting: .end) }
  }
}

extension Character {
  var isNameCharacter: Bool { isLetter || isNumber || "_@:.".contains(self) }

  var isDigit: Bool { isASCII && isNumber }
}
