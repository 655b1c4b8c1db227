/// What is wrong with an architecture file, and where.
public struct DescriptionFailure: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The text is neither YAML nor JSON; the parser's own words.
    case syntax(String)
    /// Lists and mappings in each other, deeper than the parser follows.
    case tooDeep(limit: Int)
    /// The file holds nothing, or more than one document.
    case documents(Int)
    case unknownKey(String, known: [String])
    case repeatedKeys([String])
    case missingKey(String)
    /// A value of the wrong kind: what was expected and what stands there.
    case unexpected(key: String, expected: Expectation, found: Found)
    /// A word that is none of the allowed ones.
    case unknownChoice(key: String, value: String, choices: [String])
    /// A number outside the allowed range.
    case outOfRange(key: String, value: Int, allowed: ClosedRange<Int>)
    /// A list whose length does not fit another one.
    case wrongCount(key: String, expected: Int, actual: Int, of: Entries)
    /// Values that are fine alone and make no sense together.
    case conflict(Conflict)
  }

  /// What the entries of a list stand for.
  public enum Entries: Hashable, Sendable {
    case stages
    /// All stages but the first.
    case laterStages
  }

  /// What a key takes.
  public enum Expectation: Hashable, Sendable {
    case members
    case text
    case wholeNumber
    case wholeNumbers
    case oddNumbers
    case truthValue
    case truthValues
    /// `none`, or a mapping with the kind of attention.
    case attention
    /// `none`, a mapping with the kind of aggregation, or a list of such.
    case aggregation
    /// A list of rows of MobileNetV2.
    case rows
    /// What `<<` merges.
    case mappings
  }

  /// What stands where something else is expected.
  public enum Found: Hashable, Sendable {
    case nothing
    /// The beginning of a value.
    case value(String)
    /// A list, with the number of its elements.
    case list(Int)
    case members
  }

  /// Why values make no sense together.
  public enum Conflict: Hashable, Sendable {
    /// A key that does not apply to what another one chose: `kernels` to attention `none`.
    case inapplicable(key: String, to: String)
    /// A key that basic blocks do not have in torchvision.
    case basicBlocks(key: String)
    /// Two keys that say the same.
    case synonyms(String, String)
    /// Two kinds of aggregation with a state or a layer of the same name.
    case sharedName(String, String, name: String)
    /// ⌊planes x width-per-group / 64⌋ is 0 in a stage, counted from 1.
    case emptyWidth(stage: Int)
    /// A wiring without a state.
    case wiringWithoutRecurrence
    /// A detector whose backbone has feature maps at other strides.
    case strides(expected: [Int], found: [Int])
    /// A depthwise filter in a gated update, whose convolutions mix input and state.
    case depthwiseGates(update: String)
    /// The shortcut as a source where blocks have none.
    case noShortcut
    case controlCharacter(key: String)
    case tooManyMerges(limit: Int)
  }

  /// The line in the file, from 1; nil where the whole file is meant.
  public let line: Int?
  public let reason: Reason
}
