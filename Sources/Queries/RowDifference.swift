public import RLAAnalysis
import RLAFormats
import RLASymbolic
import RLAText

/// The rows of two models, at least one of them a saved report, that have other numbers.
public struct RowDifference: Sendable {
  /// The key of the grouping that made the rows.
  public let grouping: String
  /// The rows of the first model in their order, then those of the second alone.
  public let changes: [Change]
  /// How many rows there are by name, those that agree included.
  public let count: Int

  /// A row that differs; a side is nil where the row is missing there.
  public struct Change: Sendable {
    /// The name of the row, `name #2` for the second of that name.
    public let name: String
    public let before: Values?
    public let after: Values?
  }

  /// The numbers of a row; nil where a saved report has formulas.
  public struct Values: Hashable, Sendable {
    public let parameters: Int?
    public let count: Int?

    /// Whether nothing that both sides know differs.
    func agrees(with other: Values) -> Bool {
      parameters == other.parameters
        && (count == nil || other.count == nil || count == other.count)
    }
  }

  /// Why rows cannot be compared: the saved reports have different groupings.
  public struct Failure: Error, Hashable, Sendable {}

  /// - Parameters:
  ///   - before: The first model.
  ///   - after: The second model.
  ///   - measure: What is counted besides parameters.
  /// - Throws: `Failure` where both are saved reports with different groupings.
  public init?(
    _ before: ComparedModel, _ after: ComparedModel, _ measure: Convention.Measure
  ) throws(Failure) {
    let reports = [before, after].compactMap(\.savedReport)
    guard let report = reports.first else { return nil }
    if reports.contains(where: { !$0.isGrouped(like: report) }) { throw Failure() }
    grouping = report.grouping
    let sides = [before, after].map { NamedRows($0.rows(groupedAs: report, measure)) }
    let names = sides[0].names + sides[1].names.filter { sides[0].rows[$0] == nil }
    count = names.count
    changes = names.compactMap { name in
      let (before, after) = (sides[0].rows[name], sides[1].rows[name])
      if let before, let after, before.agrees(with: after) { return nil }
      return Change(name: name.printable, before: before, after: after)
    }
  }
}

/// Rows by name; the second of a name is `name #2`.
private struct NamedRows {
  private(set) var names: [String] = []
  private(set) var rows: [String: RowDifference.Values] = [:]

  init(_ list: [(name: String, numbers: RowDifference.Values)]) {
    var counts: [String: Int] = [:]
    for (name, numbers) in list {
      let number = counts[name, default: 0] + 1
      counts[name] = number
      let unique = number == 1 ? name : "\(name) #\(number)"
      names.append(unique)
      rows[unique] = numbers
    }
  }
}

extension ComparedModel {
  /// Parameters and counts by row, grouped as in a saved report.
  fileprivate func rows(
    groupedAs report: SavedReport, _ measure: Convention.Measure
  ) -> [(name: String, numbers: RowDifference.Values)] {
    switch origin {
    case .saved(let own, _):
      return own.rows.map { row in
        let count = row.counts[measure.key]?.value
        return (row.name, RowDifference.Values(parameters: row.parameters.value, count: count))
      }
    case .profiled(let model):
      return Breakdown(model.profile, by: report.rowGrouping).rows.map { row in
        let count = measure.count(row.metrics.tally).value
        let parameters = row.metrics.parameters.value
        return (row.name, RowDifference.Values(parameters: parameters, count: count))
      }
    }
  }
}

extension SavedReport {
  /// The grouping that made the rows; modules as deep as they go.
  fileprivate var rowGrouping: Grouping {
    let depth = rows.map(\.depth).max() ?? 1
    return (Grouping.named(grouping) ?? .modules(depth: depth)).reaching(depth: depth)
      .showing(patternRows)
  }

  private var patternRows: Grouping.PatternRows {
    patterns?.rows.flatMap(Grouping.PatternRows.init) ?? .nodes
  }

  fileprivate func isGrouped(like other: SavedReport) -> Bool {
    grouping == other.grouping
      && (patternRows == other.patternRows || !joinsNodes && !other.joinsNodes)
  }

  /// Whether some row stands for nodes that other reports show one by one.
  private var joinsNodes: Bool { patternRows == .joined && patterns?.found.isEmpty == false }
}
