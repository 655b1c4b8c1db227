import ArgumentParser
public import RLAAnalysis
public import RLAArchitectures
import RLAReports
import RLAText

/// Words that an option takes; the raw values are the spelling.
///
/// The parser asks for all of them whenever it starts. Its own list of them goes through key paths
/// and descriptions, which takes far longer than the words do.
protocol ArgumentWord: ExpressibleByArgument, CaseIterable, RawRepresentable
where RawValue == String {}

extension ArgumentWord {
  public static var allValueStrings: [String] { allCases.map { $0.rawValue } }

  public static var allValueDescriptions: [String: String] { [:] }
}

extension Wiring: ArgumentWord {}
extension ReportFormat: ArgumentWord {
  /// Reads a format; `table`, an older word for text, is the same.
  public init?(argument: String) {
    self.init(rawValue: argument == "table" ? ReportFormat.table.rawValue : argument)
  }
}
extension UnitPrefix: ArgumentWord {}
extension Optimizer: ArgumentWord {}
extension FormulaFormat: ArgumentWord {
  /// Reads a format; `table`, the word for text of other commands, is the same.
  public init?(argument: String) {
    self.init(rawValue: argument == "table" ? FormulaFormat.text.rawValue : argument)
  }
}
extension StoragePrecision: ArgumentWord {}

/// The words of a command line.
enum Arguments {
  /// Gives a negative figure of `match` the minus sign of typography, because the parser takes a word
  /// with a hyphen for an option that it does not know.
  static func protectingNegativeFigures(_ arguments: some Sequence<String>) -> [String] {
    var words = Array(arguments)
    guard words.first == MatchCommand._commandName else { return words }
    for index in words.indices.dropFirst() {
      let isFigure = words[index - 1] == "--params" || !words[index - 1].hasPrefix("-")
      if isFigure, words[index].wholeMatch(of: /-[0-9.].*/) != nil {
        words[index] = "\u{2212}" + words[index].dropFirst()
      }
    }
    return words
  }
}
