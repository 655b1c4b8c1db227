public import ArgumentParser
public import RLAAnalysis
public import RLAArchitectures
import RLAReports
import RLAText

// Words that options take; the raw values are the spelling.
extension Wiring: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {
  /// Reads a format; `table`, an older word for text, is the same.
  public init?(argument: String) {
    self.init(rawValue: argument == "table" ? ReportFormat.table.rawValue : argument)
  }
}
extension UnitPrefix: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension FormulaFormat: ExpressibleByArgument {
  /// Reads a format; `table`, the word for text of other commands, is the same.
  public init?(argument: String) {
    self.init(rawValue: argument == "table" ? FormulaFormat.text.rawValue : argument)
  }
}
extension StoragePrecision: ExpressibleByArgument {}

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
