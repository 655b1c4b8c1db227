import ArgumentParser
public import RLAAnalysis
import RLANetworks
import RLAText

/// Which conventions count.
struct ConventionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Counting conventions, or 'all'; by default macs, in JSON all.", valueName: "id,…"),
    completion: .conventions)
  var convention: [String] = []

  /// The conventions that were chosen; nil where none was.
  func chosen() throws(CommandFailure) -> [Convention]? { try Convention.chosen(convention) }
}

/// Whether operators without a rule are a failure.
struct CoverageOptions: ParsableArguments {
  @Flag(help: "Fail if an operator has no rule in a chosen convention.")
  var strict = false

  /// - Throws: `CommandFailure.uncovered` where that was asked for and an operator has no rule.
  func check(
    _ profile: Profile, _ measures: [Convention.Measure]
  ) throws(CommandFailure) {
    if !strict { return }
    let uncovered = Coverage.all(profile.total.tally, measures).filter { $0.unknown > 0 }
    if uncovered.isEmpty { return }
    throw .uncovered(
      model: profile.network.name, profile.unknownNodes, measures: uncovered.map(\.key))
  }
}

/// What can have a row of its own, by the word that says so.
protocol NamedRows: ExpressibleByArgument {
  /// Those that can be asked for.
  static var sums: [Self] { get }
  var key: String { get }
}

extension NamedRows {
  public init?(argument: String) {
    guard let rows = Self.sums.first(where: { $0.key == argument.lowercased() }) else {
      return nil
    }
    self = rows
  }

  public static var allValueStrings: [String] { sums.map(\.key) }

  public var defaultValueDescription: String { key }
}

extension Grouping: NamedRows {}

extension Grouping.PatternRows: ArgumentWord {}

/// How large numbers are shortened.
struct UnitOptions: ParsableArguments {
  @Option(
    name: .customLong("units"),
    help: """
      Powers of 1000 (si) or 1024 (binary) in tables, or digits in full (none); by default si.
      """)
  var wanted: UnitPrefix?

  var prefix: UnitPrefix { wanted ?? .si }

  func require(for format: ReportFormat) throws { try Self.require(wanted, for: format) }

  /// - Throws: `ValidationError` where numbers are in full whatever was asked for.
  static func require(_ wanted: UnitPrefix?, for format: ReportFormat) throws {
    guard let wanted, wanted != .none, format == .csv || format == .json else { return }
    throw ValidationError(Wording.unitsInFull(wanted.rawValue, format.rawValue))
  }
}
