import RLAAnalysis
import RLAText

/// The rows of a breakdown as a table.
struct ProfileTable {
  private let options: ProfileOptions
  private let breakdown: Breakdown
  private let cells: ProfileCells
  private let whole: Int?

  init(_ breakdown: Breakdown, _ options: ProfileOptions) {
    self.options = options
    self.breakdown = breakdown
    // A column that has nothing to show is left out.
    let hasPlaces = breakdown.rows.contains { $0.output != nil }
    cells = ProfileCells(
      options: options, kinds: options.columns.filter { $0 != .output || hasPlaces })
    whole = cells.whole(breakdown.total.metrics)
  }

  var table: Table {
    var rows = options.ordered(breakdown).map { self.row($0, depth: $0.depth) }
    rows.append(row(breakdown.total, depth: 0))
    return Table(columns: columns, rows: rows)
  }

  private var columns: [Table.Column] {
    var result = [
      Table.Column(breakdown.grouping.heading, key: "name", .left, .breaks(to: 16)),
      Table.Column("depth", key: "depth", .right, isForMachines: true),
    ]
    if hasNotes { result.append(Table.Column("operator", key: "operator", .left, .breaks(to: 12))) }
    return result + cells.columns
  }

  private var hasNotes: Bool { breakdown.grouping == .calls }

  /// A row that lies `depth` levels below the network, 0 for the whole: rows of one depth add up.
  private func row(_ row: Breakdown.Row, depth: Int) -> [Table.Cell] {
    let indentation = String(repeating: "  ", count: max(0, depth - 1))
    let label = hasNotes || row.note == nil ? row.name : "\(row.name) (\(row.note ?? ""))"
    var result = [Table.Cell(indentation + label, raw: row.name), Table.Cell("\(depth)")]
    if hasNotes { result.append(Table.Cell(row.note ?? "")) }
    return result + cells.cells(row.metrics, output: row.output, of: whole)
  }
}
