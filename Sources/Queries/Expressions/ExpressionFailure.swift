/// What is wrong with a text that a user wrote in a small language, and where.
public struct ExpressionFailure: Error, Hashable, Sendable {
  /// The text as the user wrote it.
  public let text: String
  /// The character that is wrong, counted from 1; one past the end where something is missing.
  public let position: Int
  public let reason: Reason

  public enum Reason: Hashable, Sendable {
    /// Something else stands there; nothing at the end of the text.
    case expected(Expectation, found: String?)
    case unknownName(String, suggestions: [String])
    case repeatedName(String)
    /// A word after a number that names no unit.
    case unknownUnit(String)
    /// An amount of bytes where a count is wanted.
    case bytesForCount
    /// An amount of time where none of the names is a time.
    case timeForCount
    /// A number below 0, where only a count makes sense.
    case negative
    /// The number leaves the 64-bit range.
    case tooLarge(String)
    /// A number with an exponent or a decimal point where a whole number is wanted.
    case notInDigits(String)
    /// More numbers than a height and a width.
    case notASize([Int])
    case notPositive(Int)
    /// The number is larger than anything that it could stand for.
    case above(Int, limit: Int)
    case reversedRange(from: Int, to: Int)
    case tooManyValues(limit: Int)
    /// More characters than a condition can have.
    case tooLong(limit: Int)
    /// Brackets and signs that nest deeper than a condition can.
    case tooDeep(limit: Int)
  }

  /// What the language wants at a place.
  public enum Expectation: Hashable, Sendable {
    case number
    case wholeNumber
    case name
    case operand
    case comparison
    case equalsSign
    case closingParenthesis
    case separator
    case end
  }
}
