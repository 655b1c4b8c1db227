/// What is wrong with an architecture file, and where.
public struct DescriptionFailure: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The text is no YAML or JSON; the parser's own words.
    case syntax(String)
    /// The file holds nothing, or more than one document.
    case documents(Int)
    case unknownKey(String, known: [String])
    case repeatedKeys([String])
    case missingKey(String)
    /// A value of the wrong kind: what was expected and what stands there.
    case unexpected(key: String, expected: String, actual: String)
    /// A word that is none of the allowed ones.
    case unknownChoice(key: String, value: String, choices: [String])
    /// A number outside the allowed range.
    case outOfRange(key: String, value: Int, allowed: ClosedRange<Int>)
    /// A list whose length does not fit another one.
    case wrongCount(key: String, expected: Int, actual: Int)
    /// Values that are fine alone and make no sense together.
    case conflict(String)
  }

  /// The line in the file, from 1; nil where the whole file is meant.
  public let line: Int?
  public let reason: Reason
}
