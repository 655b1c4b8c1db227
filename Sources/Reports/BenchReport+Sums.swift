import RLAText

extension BenchReport {
  /// A table of rows that several steps share.
  var sumTable: Table {
    let columns =
      [
        Table.Column(grouping.key, key: "name", .left, .breaks(to: 16)),
        Table.Column("calls", key: "calls", .right),
      ] + passColumns + [
        Table.Column("share", key: "share", .right),
        Table.Column("lost ms", key: "lost_ms", .right),
      ] + RooflineTable.speedColumns.filter { $0.key != "bound" }
    return Table(columns: columns, rows: rows.map(sumCells), header: header, footer: footer)
  }

  private func sumCells(_ row: BenchRow) -> [Table.Cell] {
    let indentation = String(repeating: "  ", count: row.depth - 1)
    let speed = RooflineTable.speedCells(
      row.work, conditions, bound: nil, predicted: row.predicted(conditions))
    return [
      Table.Cell(indentation + row.name, raw: row.name), Table.Cell("\(row.steps.count)"),
    ] + timeCells(row) + [Table.Cell(row.lost(conditions))] + speed
  }

  /// The rows as JSON has them beside all steps.
  var rowsJSON: JSONValue {
    .array(
      rows.map { row in
        [
          "name": .string(row.name), "depth": .integer(row.depth),
          "calls": .integer(row.steps.count), "median_ms": .milliseconds(row.work.time),
          "forward_ms": .milliseconds(row.forward), "backward_ms": .milliseconds(row.backward),
          "lost_ms": .milliseconds(row.lost(conditions)),
          "predicted_ms": .milliseconds(row.predicted(conditions)),
          "operations": .number(row.work.operations), "bytes": .number(row.work.bytes),
        ]
      })
  }
}

extension Table {
  /// The table with columns for machines that say whose the rows are and how deep they lie.
  func withPlaces(of places: [BenchRow], model: String) -> Table {
    var table = self
    table.columns =
      [
        Column("model", key: "model", .left, isForMachines: true),
        Column("depth", key: "depth", .right, isForMachines: true),
      ] + columns
    table.rows = zip(places, rows).map { [Cell(model), Cell("\($0.depth)")] + $1 }
    return table
  }
}
