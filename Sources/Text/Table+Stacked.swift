extension Table {
  /// The rows of several named tables of one kind in one, with a first column that says whose they
  /// are; a column that one of them lacks is empty in its rows.
  package static func stacked(
    _ tables: [(name: String, table: Table)], by heading: String = "model"
  ) -> Table {
    var columns: [Column] = []
    for column in tables.flatMap(\.table.columns)
    where !columns.contains(where: { $0.key == column.key }) {
      columns.append(column)
    }
    let rows = tables.flatMap { name, table in
      let places = columns.map { column in table.columns.firstIndex { $0.key == column.key } }
      return table.rows.map { row in
        [Cell(name)] + places.map { place in place.map { row[$0] } ?? "" }
      }
    }
    return Table(columns: [Column(heading, key: heading, .left)] + columns, rows: rows)
  }
}
