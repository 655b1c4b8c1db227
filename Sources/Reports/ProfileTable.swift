import RLAAnalysis
import RLASymbolic
import RLAText

/// The rows of a breakdown as a table.
struct ProfileTable {
  private let options: ProfileOptions
  private let breakdown: Breakdown
  /// The chosen columns without those that have nothing to show.
  private let columnKinds: [ProfileColumn]

  init(_ breakdown: Breakdown, _ options: ProfileOptions) {
    self.options = options
    self.breakdown = breakdown
    let hasPlaces = breakdown.rows.contains { $0.output != nil }
    columnKinds = options.columns.filter { $0 != .output || hasPlaces }
  }

  var table: Table {
    var rows = sortedRows.map(cells)
    rows.append(cells(breakdown.total))
    return Table(columns: columns, rows: rows)
  }

  private var columns: [Table.Column] {
    var result = [Table.Column(breakdown.grouping.heading, key: "name", .left)]
    if hasNotes { result.append(Table.Column("operator", key: "operator", .left)) }
    for column in columnKinds {
      switch column {
      case .counts:
        result += options.measures.map {
          Table.Column($0.heading, key: $0.key, .right)
        }
      case .share: result.append(Table.Column("share", key: "share", .right))
      case .output: result.append(Table.Column("output", key: "output", .left))
      case .calls: result.append(Table.Column("calls", key: "calls", .right))
      case .intensity: result.append(Table.Column("MACs/B", key: "macs_per_byte", .right))
      default:
        guard let number = column.number else { continue }
        result.append(Table.Column(number.heading, key: number.key, .right))
      }
    }
    return result
  }

  private var hasNotes: Bool { breakdown.grouping == .calls }

  private func cells(_ row: Breakdown.Row) -> [Table.Cell] {
    let indentation = String(repeating: "  ", count: row.depth - 1)
    let label = hasNotes || row.note == nil ? row.name : "\(row.name) (\(row.note ?? ""))"
    var result = [Table.Cell(indentation + label, raw: row.name)]
    if hasNotes { result.append(Table.Cell(row.note ?? "")) }
    for column in columnKinds {
      switch column {
      case .counts:
        result += options.measures.map {
          Table.Cell($0.count(row.metrics.tally), options.prefix)
        }
      case .share: result.append(share(of: row))
      case .output: result.append(Table.Cell(row.output?.description ?? ""))
      case .calls: result.append(Table.Cell(row.metrics.calls, options.prefix))
      case .intensity:
        result.append(
          Table.Cell(row.metrics.intensity.map { Numbers.fixed($0, decimals: 2) } ?? ""))
      default:
        if let number = column.number {
          result.append(Table.Cell(number.value(row.metrics), options.prefix))
        }
      }
    }
    return result
  }

  private func share(of row: Breakdown.Row) -> Table.Cell {
    guard let measure = options.measures.first,
      let whole = measure.count(breakdown.total.metrics.tally).value, whole > 0,
      let part = measure.count(row.metrics.tally).value
    else { return "" }
    return Table.Cell(share: Double(part) / Double(whole))
  }

  /// The rows with the largest first within each parent, where a column to sort by is given.
  private var sortedRows: [Breakdown.Row] {
    guard let column = options.sort else { return breakdown.rows }
    return breakdown.rows(largestFirst: { sortValue($0, column) })
  }

  private func sortValue(_ row: Breakdown.Row, _ column: ProfileColumn) -> Double {
    let number: Dim? =
      switch column {
      case .counts, .share: options.measures.first?.count(row.metrics.tally)
      case .calls: Dim(row.metrics.calls)
      case .output: row.output?.elements
      case .intensity: nil
      default: column.number?.value(row.metrics)
      }
    if column == .intensity { return row.metrics.intensity ?? 0 }
    return number?.value.map(Double.init) ?? 0
  }
}

extension Convention.Measure {
  /// The heading of a column: the unit where it says enough, else the key.
  var heading: String { key == "macs" ? unit : key }
}
