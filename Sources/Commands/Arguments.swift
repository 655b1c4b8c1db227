public import ArgumentParser
public import RLAAnalysis
public import RLAArchitectures
public import RLAReports
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
