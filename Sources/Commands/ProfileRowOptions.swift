import ArgumentParser
import RLAAnalysis
import RLAReports
import RLAText

/// Which rows and columns a profile has.
struct ProfileRowOptions: ParsableArguments {
  @Option(help: "What has a row of its own; by default module.")
  var by: Grouping?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Levels of modules to show, or 'all'; by default 2.", valueName: "n"),
    transform: ProfileRowOptions.depth)
  var depth: Int?

  @Flag(help: "Show every call of every operator.")
  var layers = false

  @OptionGroup var patterns: PatternRowOptions

  @Option(
    help: ArgumentHelp(
      "Columns to show, in order; by default \(ProfileColumn.standard.map(\.rawValue).joined(separator: ",")).",
      valueName: "name,…"),
    transform: ProfileRowOptions.columns)
  var columns: [ProfileColumn]?

  @Option(
    help: ArgumentHelp(
      "Put the rows with the largest value of a column or of a convention first; name:asc the smallest.",
      valueName: "name"),
    transform: ProfileRowOptions.sort)
  var sort: ProfileSort?

  func validate() throws {
    if layers, by != nil || depth != nil {
      throw ValidationError(Wording.layersAlone(by == nil ? "--depth" : "--by"))
    }
    if let by, depth != nil, by.depth == nil {
      throw ValidationError(Wording.depthOfModules(by.key))
    }
    if patterns.patterns != nil, grouping.patterns == nil {
      throw ValidationError(Wording.patternsOfOperators(grouping.key))
    }
  }

  /// Whether something asks for the rows of a network.
  var areWanted: Bool { layers || by != nil || depth != nil }

  var grouping: Grouping {
    let grouping = layers ? .calls : (by ?? .modules(depth: 2)).reaching(depth: depth ?? 2)
    return patterns.applied(to: grouping)
  }
}

/// How rows of operators show several nodes that are one operation.
struct PatternRowOptions: ParsableArguments {
  @Option(
    help: """
      Several nodes that are one operation, such as a GELU, as one row (joined) or each in its own \
      (nodes); by default joined.
      """)
  var patterns: Grouping.PatternRows?

  /// The grouping with such rows as the option asks for.
  func applied(to grouping: Grouping) -> Grouping { grouping.showing(patterns ?? .joined) }
}

/// Readers of what the options take.
extension ProfileRowOptions {
  @Sendable static func depth(_ text: String) throws -> Int {
    if text.lowercased() == "all" { return .max }
    guard let depth = Int(text), depth > 0 else { throw ValidationError(Wording.depth) }
    return depth
  }

  @Sendable private static func columns(_ text: String) throws -> [ProfileColumn] {
    let names = text.split(separator: ",").map { $0.lowercased() }
    if names.isEmpty { throw ValidationError(Wording.columns) }
    return try names.map { name in
      guard let column = ProfileColumn(rawValue: name) else {
        throw unknown(name, among: ProfileColumn.allCases.map(\.rawValue))
      }
      return column
    }
  }

  @Sendable private static func sort(_ text: String) throws -> ProfileSort {
    guard let sort = ProfileSort(named: text) else { throw unknown(text, among: ProfileSort.names) }
    return sort
  }

  private static func unknown(_ name: String, among names: [String]) -> ValidationError {
    ValidationError(Wording.unknownColumn(name, of: names))
  }
}
