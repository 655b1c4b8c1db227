public import ArgumentParser
public import RLAAnalysis
public import RLAArchitectures
public import RLAReports
import RLAText

// Words that options take; the raw values are the spelling.
extension Wiring: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension UnitPrefix: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension FormulaFormat: ExpressibleByArgument {}
