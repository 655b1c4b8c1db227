import ArgumentParser
import RLAAnalysis
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Count parameters, operations and memory of a network (the default command).",
    discussion: """
      One network prints a header and a table of its modules; several print a row each.
      Columns: \(ProfileColumn.allCases.map { "\($0.rawValue) (\($0.summary))" }
        .joined(separator: "; ")).
      """)

  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "How the network is cut into rows.")
  var by = Rows.module

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Levels of modules to show, or 'all'.", valueName: "n"),
    transform: ProfileCommand.depth)
  var depth = 2

  @Flag(help: "Show every call of every operator.")
  var layers = false

  @Option(
    help: ArgumentHelp("Counting conventions, or 'all'.", valueName: "id,…"),
    completion: .conventions)
  var convention: [String] = []

  @Option(
    help: ArgumentHelp("Columns to show, in order.", valueName: "name,…"),
    transform: ProfileCommand.columns)
  var columns = ProfileColumn.standard

  @Option(
    help: ArgumentHelp("Put the rows with the largest value of a column first.", valueName: "name"),
    transform: ProfileCommand.column)
  var sort: ProfileColumn?

  @Option(help: "Powers of 1000 (si) or 1024 (binary) in tables, or digits in full (none).")
  var units = UnitPrefix.si

  @Option(
    help: ArgumentHelp(
      "Do not train a module and what it contains. Repeat for several.", valueName: "path"))
  var freeze: [String] = []

  @Option(help: "What training keeps for each parameter.")
  var optimizer = Optimizer.momentum

  @Flag(help: "Fail where an operator has no rule in a chosen convention.")
  var strict = false

  @Option(
    name: .customLong("assert"),
    help: ArgumentHelp(
      "Exit with 1 where a condition such as 'macs <= 4.5G' does not hold. Repeat for several.",
      valueName: "condition"))
  var assertions: [String] = []

  func run() throws {
    var models: [(model: ProfiledModel, breakdown: Breakdown)] = []
    var checks: [Assertion] = []
    try output.write { () throws(CommandFailure) in
      checks = try Assertion.reading(assertions)
      let options = ProfileOptions(
        conventions: try conventions(), columns: columns, sort: sort, prefix: units,
        isStyled: output.isStyled)
      let asked = try model.models()
      // A row per network needs no rows within it.
      let cut = asked.count > 1 && output.format != .json ? .modules(depth: 0) : grouping
      for named in asked {
        let profiled = try named.profiled(model, freezing: freeze, optimizer: optimizer)
        let breakdown = Breakdown(profiled.profile, by: cut)
        try check(profiled, breakdown.total.metrics, options.conventions)
        models.append((profiled, breakdown))
      }
      return models.count == 1
        ? ProfileReport(models[0].model, models[0].breakdown, options).text(output.format)
        : SummaryReport(models, options).text(output.format)
    }
    try Assertion.check(checks, on: models.map(\.model))
  }

  private func check(
    _ model: ProfiledModel, _ total: Metrics, _ conventions: [Convention]
  ) throws(CommandFailure) {
    let name = model.profile.network.name
    if total.isOverflowed || model.profile.trainingMemory.total.isOverflowed {
      throw .overflow(name)
    }
    let uncovered = Coverage.all(total.tally, conventions).filter { $0.unknown > 0 }
    if strict, !uncovered.isEmpty { throw .uncovered(model: name, measures: uncovered.map(\.key)) }
  }

  private var grouping: Breakdown.Grouping {
    if layers { return .calls }
    return switch by {
    case .module: .modules(depth: depth)
    case .operator: .operators
    case .stage: .stages
    case .rlaPart: .parts
    }
  }

  /// The chosen conventions; by default MACs for people and everything for JSON.
  private func conventions() throws(CommandFailure) -> [Convention] {
    try Convention.chosen(convention) ?? (output.format == .json ? Convention.all : [.macs])
  }

  /// How the network is cut, as the command line names it.
  enum Rows: String, CaseIterable, ExpressibleByArgument {
    case module
    case `operator`
    case stage
    case rlaPart = "rla-part"
  }

  @Sendable private static func depth(_ text: String) throws -> Int {
    if text.lowercased() == "all" { return .max }
    guard let depth = Int(text), depth > 0 else {
      throw ValidationError(Wording.invalidDepth(text))
    }
    return depth
  }

  @Sendable private static func column(_ text: String) throws -> ProfileColumn {
    guard let column = ProfileColumn(rawValue: text.lowercased()) else {
      let names = ProfileColumn.allCases.map(\.rawValue)
      throw ValidationError(
        Wording.invalidColumn(text, suggestions: nearestNames(to: text, in: names, count: 3)))
    }
    return column
  }

  @Sendable private static func columns(_ text: String) throws -> [ProfileColumn] {
    let columns = try text.split(separator: ",").map { try column(String($0)) }
    if columns.isEmpty { throw ValidationError(Wording.noColumns) }
    return columns
  }
}
