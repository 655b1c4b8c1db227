import RLAAnalysis
import RLASymbolic
import RLAText

/// The columns that a profile shows, and their cells for a part of a network or a whole one.
struct ProfileCells {
  let options: ProfileOptions
  let kinds: [ProfileColumn]

  var columns: [Table.Column] {
    kinds.flatMap { kind -> [Table.Column] in
      switch kind {
      case .counts: options.measures.map { Table.Column($0.heading, key: $0.key, .right) }
      case .share: [Table.Column("share", key: "share", .right)]
      case .output: [Table.Column("output", key: "output", .left, .goes)]
      case .calls: [Table.Column("calls", key: "calls", .right)]
      case .intensity: [Table.Column("MACs/B", key: "macs_per_byte", .right)]
      default: kind.number.map { [Table.Column($0.heading, key: $0.key, .right)] } ?? []
      }
    }
  }

  /// The number of which shares are shown; nil where there are none.
  func whole(_ metrics: Metrics) -> Int? {
    guard let measure = options.measures.first,
      let all = measure.count(metrics.tally).value, all > 0
    else { return nil }
    return all
  }

  /// The cells of a part that costs `metrics` and makes `output`, with its share of `whole`.
  func cells(_ metrics: Metrics, output: Shape? = nil, of whole: Int?) -> [Table.Cell] {
    kinds.flatMap { kind -> [Table.Cell] in
      switch kind {
      case .counts: options.measures.map { Table.Cell($0.count(metrics.tally), options.prefix) }
      case .share: [share(of: metrics, in: whole)]
      case .output: [Table.Cell(output?.description ?? "")]
      case .calls: [Table.Cell(metrics.calls, options.prefix)]
      case .intensity: [Table.Cell(metrics.intensity.map { Numbers.fixed($0, decimals: 2) } ?? "")]
      default: kind.number.map { [Table.Cell($0.value(metrics), options.prefix)] } ?? []
      }
    }
  }

  private func share(of metrics: Metrics, in whole: Int?) -> Table.Cell {
    guard let whole, let part = options.measures.first?.count(metrics.tally).value else {
      return ""
    }
    return Table.Cell(share: Double(part) / Double(whole))
  }
}

extension ProfileOptions {
  /// The rows of a breakdown in the order that was asked for, those of one parent together.
  func ordered(_ breakdown: Breakdown) -> [Breakdown.Row] {
    guard let sort else { return breakdown.rows }
    return breakdown.rows(largestFirst: { rank($0.metrics, output: $0.output, by: sort) })
  }

  /// What comes first has the largest rank.
  func rank(_ metrics: Metrics, output: Shape? = nil, by sort: ProfileSort) -> Double {
    let value = value(metrics, output, sort.key)
    return sort.isAscending ? -value : value
  }

  private func value(_ metrics: Metrics, _ output: Shape?, _ key: ProfileSort.Key) -> Double {
    let number: Dim? =
      switch key {
      case .measure(let measure): measure.count(metrics.tally)
      case .column(.counts), .column(.share): measures.first?.count(metrics.tally)
      case .column(.calls): Dim(metrics.calls)
      case .column(.output): output?.elements
      case .column(.intensity): nil
      case .column(let column): column.number?.value(metrics)
      }
    if case .column(.intensity) = key { return metrics.intensity ?? 0 }
    return number?.value.map(Double.init) ?? 0
  }
}

extension Convention.Measure {
  /// The heading of a column: the unit where it says enough, else the key.
  var heading: String { key == "macs" ? unit : key }
}
