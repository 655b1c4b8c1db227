/// The letters of an Einstein sum of two operands: `ij,jk->ik`.
public struct EinsumEquation: Hashable, Sendable {
  /// The letters of the axes of each operand.
  public let left: [Character]
  public let right: [Character]
  /// The letters of the axes of the result.
  public let output: [Character]

  /// Why an equation is not supported.
  public enum Fault: Error, Hashable, Sendable {
    /// `...` stands for axes without letters.
    case ellipsis
    /// A letter names two axes of one operand or of the result: a diagonal.
    case repeated(Character)
    /// A letter of the result names no axis of an operand.
    case unknown(Character)
    /// The sum does not have two operands.
    case operands(Int)
    /// There is something other than letters, a comma and an arrow.
    case malformed
  }

  /// Reads an equation as NumPy does.
  ///
  /// Without an arrow, the result has the letters that occur once, in the order of the alphabet,
  /// capitals first. Spaces are ignored.
  public init(_ text: String) throws(Fault) {
    let text = text.filter { $0 != " " }
    if text.contains(".") { throw .ellipsis }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let operands = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard sides.count <= 2 else { throw .malformed }
    guard operands.count == 2 else { throw .operands(operands.count) }
    left = try Self.letters(operands[0])
    right = try Self.letters(operands[1])
    if sides.count == 2 {
      output = try Self.letters(sides[1])
      for letter in output where !left.contains(letter) && !right.contains(letter) {
        throw .unknown(letter)
      }
    } else {
      output =
        (left.filter { [right] in !right.contains($0) }
        + right.filter { [left] in !left.contains($0) }).sorted()
    }
  }

  private static func letters(_ text: Substring) throws(Fault) -> [Character] {
    var letters: [Character] = []
    for letter in text {
      guard letter.isASCII, letter.isLetter else { throw .malformed }
      if letters.contains(letter) { throw .repeated(letter) }
      letters.append(letter)
    }
    return letters
  }
}
