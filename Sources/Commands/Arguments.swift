public import Analysis
public import Architectures
public import ArgumentParser
public import Reports

// Words that options take; the raw values are the spelling.
extension Wiring: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension UnitPrefix: ExpressibleByArgument {}
extension Optimizer: ExpressibleByArgument {}
extension FormulaFormat: ExpressibleByArgument {}
