import RLAExecution
import RLAText

/// A table of measured kernels: what each took, and how near it came to the roofline.
struct RooflineTable {
  /// A measured kernel.
  struct Row {
    let name: Table.Cell
    let algorithm: String
    /// A cell for each time column.
    let times: [Table.Cell]
    let work: MeasuredWork
  }

  /// The heading of the names.
  let heading: Table.Column
  let timeColumns: [Table.Column]
  let roofline: Roofline

  func table(_ rows: [Row], header: [String], footer: [String]) -> Table {
    Table(
      columns: [heading, Table.Column("algorithm", key: "algorithm", .left, .breaks(to: 9))]
        + timeColumns
        + Self.speedColumns,
      rows: rows.map(cells), header: header, footer: footer)
  }

  private static let speedColumns = [
    Table.Column("GFLOP/s", key: "gigaflops", .right),
    Table.Column("of peak", key: "peak_share", .right, .goes),
    Table.Column("GB/s", key: "gigabytes", .right, .goes),
    Table.Column("bound", key: "bound", .left, .goes),
    Table.Column("predicted ms", key: "predicted_ms", .right, .goes),
  ]

  private func cells(_ row: Row) -> [Table.Cell] {
    let work = row.work
    return [row.name, Table.Cell(row.algorithm)] + row.times + [
      Table.Cell(work.gigaflops, decimals: 1),
      Table.Cell(share: work.gigaflops / roofline.gigaflops),
      Table.Cell(work.gigabytes, decimals: 1), Table.Cell(work.bound(roofline)),
      Table.Cell(work.predicted(roofline)),
    ]
  }
}

/// Operations and bytes that took a measured time.
struct MeasuredWork {
  /// Floating-point operations of the plain algorithm, a multiply-add counted as two.
  let operations: Double
  let bytes: Double
  let time: Duration

  /// 10⁹ operations per second.
  var gigaflops: Double { operations / time.seconds * 1e-9 }
  /// 10⁹ bytes per second.
  var gigabytes: Double { bytes / time.seconds * 1e-9 }

  func bound(_ roofline: Roofline) -> String {
    roofline.bound(operations: operations, bytes: bytes)
  }

  /// The least time that the roofline allows.
  func predicted(_ roofline: Roofline) -> Duration {
    roofline.predicted(operations: operations, bytes: bytes)
  }
}
