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

  @Argument(
    help: ArgumentHelp("Networks, as with -a.", valueName: "name"), completion: .architectures)
  var names: [String] = []

  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "What has a row of its own.")
  var by = Grouping.modules(depth: 2)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Levels of modules to show, or 'all'.", valueName: "n"),
    transform: ProfileCommand.depth)
  var depth = 2

  @Flag(help: "Show every call of every operator.")
  var layers = false

  @OptionGroup var counting: ConventionOptions

  @Option(
    help: ArgumentHelp("Columns to show, in order.", valueName: "name,…"),
    transform: ProfileCommand.columns)
  var columns = ProfileColumn.standard

  @Option(
    help: ArgumentHelp("Put the rows with the largest value of a column first.", valueName: "name"),
    transform: ProfileCommand.column)
  var sort: ProfileColumn?

  @OptionGroup var units: UnitOptions

  @Option(
    help: ArgumentHelp(
      "Do not train a module and what it contains. Repeat for several.", valueName: "path"))
  var freeze: [String] = []

  @Option(help: "The optimizer, for the memory of training.")
  var optimizer = Optimizer.momentum

  @OptionGroup var memory: MemoryOptions

  @Flag(help: "Fail if an operator has no rule in a chosen convention.")
  var strict = false

  @Option(
    name: .customLong("assert"),
    help: ArgumentHelp(
      "Exit with 1 if a condition such as 'macs <= 4.5G' does not hold. Repeat for several.",
      valueName: "condition"))
  var assertions: [String] = []

  func run() throws {
    var checks: [Assertion] = []
    var models: [ProfiledModel] = []
    try output.write { () throws(CommandFailure) in
      checks = try Assertion.reading(assertions)
      let options = try options()
      models = try profiledModels(options.conventions)
      if models.count > 1 {
        return SummaryReport(models, by: grouping, options).text(output.format)
      }
      return ProfileReport(models[0], Breakdown(models[0].profile, by: grouping), options)
        .text(output.format)
    }
    try Assertion.check(checks, on: models)
  }

  private var grouping: Grouping { layers ? .calls : by.reaching(depth: depth) }

  /// What is shown; without a choice, MACs for people and every convention in JSON.
  private func options() throws(CommandFailure) -> ProfileOptions {
    ProfileOptions(
      conventions: try counting.chosen() ?? (output.format == .json ? Convention.all : [.macs]),
      columns: columns, sort: sort, prefix: units.units, isStyled: output.isStyled)
  }

  private func profiledModels(
    _ conventions: [Convention]
  ) throws(CommandFailure) -> [ProfiledModel] {
    for name in names where !NamedArchitecture.exists(name) {
      if let command = likelyName(for: name, in: RLAProfile.commandNames) {
        throw .unknownCommand(name, suggestion: command)
      }
    }
    var models: [ProfiledModel] = []
    for named in try model.models(and: names) {
      let profiled = try named.profiled(
        model, freezing: freeze, optimizer: optimizer, precision: memory.dtype)
      if profiled.isOverflowed { throw .overflow(profiled.name) }
      let uncovered = profiled.measures(withGapsIn: conventions)
      if strict, !uncovered.isEmpty { throw .uncovered(model: profiled.name, measures: uncovered) }
      models.append(profiled)
    }
    return models
  }
}

/// Readers of what the options of `profile` take.
extension ProfileCommand {
  @Sendable private static func depth(_ text: String) throws -> Int {
    if text.lowercased() == "all" { return .max }
    guard let depth = Int(text), depth > 0 else {
      throw ValidationError(Wording.depth)
    }
    return depth
  }

  @Sendable private static func column(_ text: String) throws -> ProfileColumn {
    guard let column = ProfileColumn(rawValue: text.lowercased()) else {
      let names = ProfileColumn.allCases.map(\.rawValue)
      throw ValidationError(
        Wording.unknownColumn(text, suggestions: nearestNames(to: text, in: names, count: 3)))
    }
    return column
  }

  @Sendable private static func columns(_ text: String) throws -> [ProfileColumn] {
    let columns = try text.split(separator: ",").map { try column(String($0)) }
    if columns.isEmpty { throw ValidationError(Wording.columns) }
    return columns
  }
}
