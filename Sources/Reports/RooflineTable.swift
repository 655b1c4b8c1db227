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
  let conditions: MeasurementConditions

  func table(_ rows: [Row], header: [String], footer: [String]) -> Table {
    Table(
      columns: [heading, Table.Column("algorithm", key: "algorithm", .left, .breaks(to: 9))]
        + timeColumns
        + Self.speedColumns,
      rows: rows.map(cells), header: header, footer: footer)
  }

  static let speedColumns = [
    Table.Column("GFLOP/s", key: "gigaflops", .right),
    Table.Column("of peak", key: "peak_share", .right, .goes),
    Table.Column("saved", key: "saved_share", .right, .goes),
    Table.Column("GB/s", key: "gigabytes", .right, .goes),
    Table.Column("bound", key: "bound", .left, .goes),
    Table.Column("predicted ms", key: "predicted_ms", .right, .goes),
  ]

  private func cells(_ row: Row) -> [Table.Cell] {
    let work = row.work
    return [row.name, Table.Cell(row.algorithm)] + row.times
      + Self.speedCells(
        work, conditions, bound: work.bound(conditions), predicted: work.predicted(conditions))
  }

  /// The cells of `speedColumns`; without that of the bound where it is nil.
  static func speedCells(
    _ work: MeasuredWork, _ conditions: MeasurementConditions, bound: String?, predicted: Duration
  ) -> [Table.Cell] {
    [
      Table.Cell(work.gigaflops, decimals: 1),
      Table.Cell(share: work.gigaflops / conditions.roofline.gigaflops),
      work.saved == 0 ? Table.Cell("", raw: "0") : Table.Cell(share: work.savedShare),
      Table.Cell(work.gigabytes, decimals: 1),
    ] + [bound.map { Table.Cell($0) }].compactMap(\.self) + [Table.Cell(predicted)]
  }
}

/// Operations and bytes that took a measured time.
struct MeasuredWork {
  /// Floating-point operations as the definitions of the layers have them, a multiply-add counted as
  /// two.
  let operations: Double
  /// How many of them the algorithm does without.
  let saved: Double
  let bytes: Double
  let time: Duration

  /// The operations that ran.
  var executed: Double { operations - saved }
  var savedShare: Double { operations == 0 ? 0 : saved / operations }
  /// 10⁹ operations per second that ran.
  var gigaflops: Double { executed / time.seconds * 1e-9 }
  /// 10⁹ bytes per second.
  var gigabytes: Double { bytes / time.seconds * 1e-9 }

  /// What the work cannot be faster than: `compute`, or the level of the memory.
  func bound(_ conditions: MeasurementConditions) -> String {
    switch roof(conditions) {
    case .compute: "compute"
    case .stream(let level): level.rawValue
    }
  }

  func isBoundByCompute(_ conditions: MeasurementConditions) -> Bool {
    roof(conditions) == .compute
  }

  private func roof(_ conditions: MeasurementConditions) -> Roofline.Bound {
    conditions.roofline.bound(
      operations: executed, bytes: bytes, in: conditions.level(of: bytes))
  }

  /// The least time that the roofline allows.
  func predicted(_ conditions: MeasurementConditions) -> Duration {
    conditions.roofline.predicted(
      operations: executed, bytes: bytes, in: conditions.level(of: bytes))
  }
}
