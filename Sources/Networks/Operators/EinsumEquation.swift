/// The letters of an Einstein sum: `ij,jk->ik`.
public struct EinsumEquation: Hashable, Sendable {
  /// The letters of the axes of each operand; an ellipsis stands for any number of axes.
  public let operands: [[Character]]
  /// The letters of the axes of the result.
  public let output: [Character]

  /// Why an equation is not supported.
  public enum Fault: Error, Hashable, Sendable {
    /// `...` stands twice in one tensor, or in the result alone.
    case ellipsis
    /// A letter names two axes of the result.
    case repeated(Character)
    /// A letter of the result names no axis of an operand.
    case unknown(Character)
    /// There is something other than letters, commas, ellipses and an arrow.
    case malformed
  }

  private static let ellipsis: Character = "…"

  /// Reads an equation as NumPy does.
  ///
  /// Without an arrow, the result has the axes of the ellipses and then the letters that occur once,
  /// in the order of the alphabet, capitals first. Spaces are ignored.
  public init(_ text: String) throws(Fault) {
    let text = text.filter { $0 != " " }.replacing("...", with: "\(Self.ellipsis)")
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    guard sides.count <= 2 else { throw .malformed }
    var operands: [[Character]] = []
    for operand in sides[0].split(separator: ",", omittingEmptySubsequences: false) {
      operands.append(try Self.letters(operand, repeats: true))
    }
    let all = operands.flatMap(\.self)
    self.operands = operands
    guard sides.count == 2 else {
      let single = Set(all).filter { letter in all.count { $0 == letter } == 1 }
      output =
        (all.contains(Self.ellipsis) ? [Self.ellipsis] : [])
        + single.subtracting([Self.ellipsis]).sorted()
      return
    }
    output = try Self.letters(sides[1], repeats: false)
    for letter in output where !all.contains(letter) {
      throw letter == Self.ellipsis ? .ellipsis : .unknown(letter)
    }
  }

  private init(operands: [[Character]], output: [Character]) {
    self.operands = operands
    self.output = output
  }

  private static func letters(_ text: Substring, repeats: Bool) throws(Fault) -> [Character] {
    var letters: [Character] = []
    for letter in text {
      guard letter == ellipsis || letter.isASCII && letter.isLetter else { throw .malformed }
      if letters.contains(letter) {
        if letter == ellipsis { throw .ellipsis }
        if !repeats { throw .repeated(letter) }
      }
      letters.append(letter)
    }
    return letters
  }

  /// The equation with a character for every axis of operands of the given ranks.
  ///
  /// The axes of ellipses are aligned at the end, as they broadcast.
  ///
  /// - Throws: `ShapeMismatch.rank` where an operand has another number of axes.
  public func spelled(ranks: [Int]) throws(ShapeMismatch) -> EinsumEquation {
    guard ranks.count == operands.count else {
      throw .outputs(expected: operands.count, actual: ranks.count)
    }
    var hidden = 0
    for (letters, rank) in zip(operands, ranks) {
      let isOpen = letters.contains(Self.ellipsis)
      let named = letters.count - (isOpen ? 1 : 0)
      guard isOpen ? rank >= named : rank == named else {
        throw .rank(expected: named, actual: rank)
      }
      if isOpen { hidden = max(hidden, rank - named) }
    }
    return EinsumEquation(
      operands: zip(operands, ranks).map { letters, rank in
        Self.spelled(letters, of: hidden, last: rank - letters.count + 1)
      }, output: Self.spelled(output, of: hidden, last: hidden))
  }

  private static func spelled(_ letters: [Character], of hidden: Int, last: Int) -> [Character] {
    letters.flatMap { letter -> [Character] in
      guard letter == ellipsis else { return [letter] }
      return (hidden - last..<hidden).map(character)
    }
  }

  /// A character that no equation contains.
  private static func character(ofHiddenAxis axis: Int) -> Character {
    Character(UnicodeScalar(0xE000 + UInt32(axis % 0x1000)) ?? "?")
  }
}
