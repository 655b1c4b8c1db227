import RLAAnalysis
import RLANetworks
import RLAQueries
import RLASymbolic
import RLAText

extension CompareReport {
  /// The differences inside the networks, by name of the second of two; more than two networks are
  /// compared with the first one where every call is listed.
  var innerTables: [(name: String, table: Table)] {
    guard models.count == 2 || showsLayers, let measure = measures.first else { return [] }
    return models.dropFirst().compactMap { model in
      innerTable(model, measure).map { (model.name, $0) }
    }
  }

  private func innerTable(_ model: ComparedModel, _ measure: Convention.Measure) -> Table? {
    guard let left = models[0].profile, let right = model.profile else {
      return savedTable(model, measure)
    }
    let difference = NetworkDifference(left, right)
    guard difference.isClose else {
      let pair = models.count == 2 ? "" : " of \(models[0].name) and \(model.name)"
      return Table(columns: [], rows: [], header: ["The structures\(pair) \(Self.noMatch)"])
    }
    return showsLayers
      ? layerTable(model, difference, measure) : stageTable(model, difference, measure)
  }

  private static let noMatch =
    "do not match: fewer than half of the calls have a counterpart."

  private func stageTable(
    _ model: ComparedModel, _ difference: NetworkDifference, _ measure: Convention.Measure
  ) -> Table {
    let columns = [
      Table.Column("stage", key: "stage", .left), Table.Column("same", key: "same", .right),
      Table.Column("changed", key: "changed", .right),
      Table.Column("added", key: "added", .right), Table.Column("removed", key: "removed", .right),
      Table.Column("parameters", key: "parameters_difference", .right),
      Table.Column(measure.key, key: "\(measure.key)_difference", .right),
    ]
    var rows = difference.stages.map { stage in
      stageRow(stage, difference.lines.filter { $0.stage == stage }, measure)
    }
    rows.append(stageRow("total", difference.lines, measure))
    return Table(
      columns: columns, rows: rows,
      header: ["Calls of \(model.name) compared with \(models[0].name)"],
      footer: ["--layers lists the calls."])
  }

  private func stageRow(
    _ name: String, _ lines: [NetworkDifference.Line], _ measure: Convention.Measure
  ) -> [Table.Cell] {
    let counts = [NetworkDifference.Change.same, .changed, .added, .removed].map { change in
      Table.Cell("\(lines.filter { $0.change == change }.count)")
    }
    return [Table.Cell(name)] + counts + [
      Table.Cell(signed: lines.reduce(0) { $0 + $1.parameters }, prefix),
      Table.Cell(signed: lines.reduce(0) { $0 + $1.count(measure) }, prefix),
    ]
  }

  private func layerTable(
    _ model: ComparedModel, _ difference: NetworkDifference, _ measure: Convention.Measure
  ) -> Table {
    let columns = [
      Table.Column("", key: "change", .left),
      Table.Column(models[0].name, key: "left", .left, .breaks(to: 16)),
      Table.Column(model.name, key: "right", .left, .breaks(to: 16)),
      Table.Column("operator", key: "operator", .left, .breaks(to: 12)),
      Table.Column("parameters", key: "parameters_difference", .right),
      Table.Column(measure.key, key: "\(measure.key)_difference", .right),
      Table.Column("output", key: "output", .left, .goes),
    ]
    let changed = difference.lines.filter { $0.change != .same }
    let rows = changed.map { line in
      [
        Table.Cell(Self.sign(line.change), raw: "\(line.change)"),
        Table.Cell(line.left?.name ?? ""), Table.Cell(line.right?.name ?? ""),
        Table.Cell((line.right ?? line.left)?.note ?? ""),
        Table.Cell(signed: line.parameters, prefix),
        Table.Cell(signed: line.count(measure), prefix), Table.Cell(Self.output(line)),
      ]
    }
    let same = difference.lines.count - changed.count
    return Table(
      columns: columns,
      rows: rows + [
        [
          "", "total", "", "", Table.Cell(signed: changed.reduce(0) { $0 + $1.parameters }, prefix),
          Table.Cell(signed: changed.reduce(0) { $0 + $1.count(measure) }, prefix), "",
        ]
      ],
      footer: ["+ added, - removed, ~ changed; \(same) calls are the same."])
  }

  private static func sign(_ change: NetworkDifference.Change) -> String {
    switch change {
    case .same: "="
    case .changed: "~"
    case .added: "+"
    case .removed: "-"
    }
  }

  private static func output(_ line: NetworkDifference.Line) -> String {
    let (left, right) = (line.left?.output, line.right?.output)
    guard let left, let right, left != right else { return (right ?? left)?.description ?? "" }
    return "\(left) -> \(right)"
  }

  /// The rows that differ from those of a saved report.
  private func savedTable(_ model: ComparedModel, _ measure: Convention.Measure) -> Table? {
    do throws(RowDifference.Failure) {
      return try RowDifference(models[0], model, measure).map { rowTable($0, measure) }
    } catch {
      return Table(
        columns: [], rows: [], header: ["The rows of the saved reports are grouped differently."])
    }
  }

  private func rowTable(_ difference: RowDifference, _ measure: Convention.Measure) -> Table {
    let columns = [
      Table.Column(difference.grouping, key: "name", .left),
      Table.Column("parameters before", key: "parameters_1", .right),
      Table.Column("after", key: "parameters_2", .right),
      Table.Column("\(measure.key) before", key: "\(measure.key)_1", .right),
      Table.Column("after", key: "\(measure.key)_2", .right),
    ]
    let rows = difference.changes.map { change in
      let numbers = [
        change.before?.parameters, change.after?.parameters, change.before?.count,
        change.after?.count,
      ]
      return [Table.Cell(change.name)] + numbers.map { $0.map { Table.Cell($0, prefix) } ?? "" }
    }
    let same = difference.count - rows.count
    let note = "\(same) of \(difference.count) rows are the same."
    return Table(columns: rows.isEmpty ? [] : columns, rows: rows, footer: [note])
  }
}

extension CompareReport {
  var json: JSONValue {
    let bench = latencies.map { [JSONValue.Member("bench", $0.conditions.json)] } ?? []
    return .document(
      [.init("models", .array(models.indices.map(json)))] + bench + [
        .init("layers", innerTables.isEmpty ? .null : .array(innerTables.flatMap(jsonRows)))
      ])
  }

  /// The rows of a table inside; of several tables, each with the network that it is about.
  private func jsonRows(_ name: String, _ table: Table) -> [JSONValue] {
    let model = models.count == 2 ? [] : [JSONValue.Member("model", .string(name))]
    return table.rows.map { row in
      .object(model + zip(table.columns, row).map { .init($0.key, Self.json($1, $0)) })
    }
  }

  /// A number where the column holds numbers; null where it is empty.
  private static func json(_ cell: Table.Cell, _ column: Table.Column) -> JSONValue {
    guard column.alignment == .right else { return .string(cell.raw) }
    return Int(cell.raw).map { .integer($0) } ?? .null
  }

  private func json(_ index: Int) -> JSONValue {
    let model = models[index]
    let values = figures.map { figure in
      JSONValue.Member(figure.key, model.value(figure).map { .integer($0) } ?? .null)
    }
    let figures: [JSONValue.Member] = [
      .init("name", .string(model.name)),
      .init("input", .array(model.input.map { .integer($0) })),
      .init("figures", .object(values)),
    ]
    let errors: [JSONValue.Member] = [
      .init("top1_error_percent", model.errors?.top1.map { .number($0) } ?? .null),
      .init("top5_error_percent", model.errors?.top5.map { .number($0) } ?? .null),
    ]
    let notes = model.notes(on: measures)?.members ?? []
    return .object(figures + latencyMembers(index) + errors + notes)
  }
}
