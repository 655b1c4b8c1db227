package import RLAAnalysis
package import RLAQueries
package import RLAText

/// Networks side by side: figures, differences, ratios, and what changed inside.
package struct CompareReport: Sendable {
  let models: [ComparedModel]
  let measures: [Convention.Measure]
  let prefix: UnitPrefix
  /// Whether every call that differs is listed, not only the sums by stage.
  let showsLayers: Bool
  /// What was measured; nil where nothing was.
  let latencies: MeasuredLatencies?

  /// - Parameters:
  ///   - models: At least two; differences and ratios are to the first.
  ///   - conventions: What counts as operations.
  ///   - prefix: Powers of 1000 or 1024 in tables.
  ///   - showsLayers: Whether every call that differs is listed, not only the sums by stage.
  ///   - latencies: Those of the models, where they were measured.
  package init(
    _ models: [ComparedModel], conventions: [Convention], prefix: UnitPrefix = .si,
    showsLayers: Bool = false, latencies: MeasuredLatencies? = nil
  ) {
    precondition(models.count > 1, "A comparison needs two sides.")
    self.models = models
    measures = conventions.flatMap(\.measures)
    self.prefix = prefix
    self.showsLayers = showsLayers
    self.latencies = latencies
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json { return json.text }
    let inner = innerTables
    if format == .csv {
      // A machine that asks for the layers reads one table, not two.
      return inner.isEmpty || !showsLayers
        ? figureTable.text(.csv) : Table.stacked(inner).text(.csv)
    }
    let tables = [format == .latex ? paperTable : figureTable] + inner.map(\.table)
    return tables.map { $0.text(format, on: page) }.joined(separator: "\n")
  }

  var figures: [Figure] {
    let memory = Figure.all.filter {
      ["activation_bytes", "peak_inference_bytes", "moved_bytes", "training_bytes"].contains($0.key)
    }
    return [.parameters] + measures.map { Figure.counted($0) } + memory
  }

  private var figureTable: Table {
    var columns = [
      Table.Column("", key: "figure", .left, .breaks(to: 16)),
      Table.Column("unit", key: "unit", .left, isRepeated: true),
    ]
    for (index, model) in models.enumerated() {
      let name = model.name
      columns.append(Table.Column(name, key: name, .right))
      guard index > 0 else { continue }
      columns.append(Table.Column("difference", key: "\(name) difference", .right, .goes))
      columns.append(Table.Column("ratio", key: "\(name) ratio", .right, .goes))
    }
    return Table(
      columns: columns, rows: figures.map(row) + latencyRows + errorRows, header: header,
      footer: footer)
  }

  private func row(_ figure: Figure) -> [Table.Cell] {
    let first = models[0].value(figure)
    var cells = [Table.Cell(figure.key), Table.Cell(figure.unit)]
    for (index, model) in models.enumerated() {
      let value = model.value(figure)
      cells.append(value.map { Table.Cell($0, prefix) } ?? "")
      guard index > 0 else { continue }
      guard let first, let value else {
        cells += ["", ""]
        continue
      }
      let (difference, overflow) = value.subtractingReportingOverflow(first)
      cells.append(overflow ? "" : Table.Cell(signed: difference, prefix))
      cells.append(
        first == 0 ? "" : Table.Cell(Double(value) / Double(first), decimals: 4))
    }
    return cells
  }

  /// Published errors, where at least one is known.
  private var errorRows: [[Table.Cell]] {
    guard models.contains(where: { $0.errors != nil }) else { return [] }
    return [
      errorRow("top-1 error, published") { $0.errors?.top1 },
      errorRow("top-5 error, published") { $0.errors?.top5 },
    ]
  }

  private func errorRow(
    _ name: String, _ value: (ComparedModel) -> Double?
  ) -> [Table.Cell] {
    var cells = [Table.Cell(name), "%"]
    let first = value(models[0])
    for (index, model) in models.enumerated() {
      let own = value(model)
      cells.append(own.map { Table.Cell(Numbers.fixed($0, decimals: 2)) } ?? "")
      guard index > 0 else { continue }
      guard let first, let own else {
        cells += ["", ""]
        continue
      }
      let difference = Numbers.fixed(own - first, decimals: 2)
      cells.append(Table.Cell(own > first ? "+\(difference)" : difference))
      cells.append(Table.Cell(own / first, decimals: 4))
    }
    return cells
  }

  var header: [String] {
    let open = "open sizes"
    let inputs = models.map { $0.input.isEmpty ? open : Numbers.sizes($0.input) }
    if inputs.allSatisfy({ $0 == open }) {
      return ["Sizes of all inputs are left open, and what depends on them is empty."]
    }
    if Set(inputs).count == 1 { return ["input \(inputs[0]) float32"] }
    return [
      "Inputs differ: "
        + zip(models, inputs).map { "\($0.name) at \($1)" }.joined(separator: ", ")
    ]
  }

  var footer: [String] {
    var notes = measures.filter { $0.key != $0.unit.lowercased() }
      .map { "\($0.key) counts \($0.unit)." }
    notes.append("Differences and ratios are to \(models[0].name); bytes are those of float32.")
    notes += untrainableNotes + fileNotes
    var sources: [String] = []
    for source in models.compactMap(\.errorSource) where !sources.contains(source) {
      sources.append(source)
    }
    if !sources.isEmpty {
      notes.append("Errors: \(sources.joined(separator: "; ")); empty where unknown.")
    }
    return notes + latencyNotes + prefix.footnotes
  }

  /// What has to be said of networks from files.
  private var fileNotes: [String] {
    models.map { ($0.name, $0.notes(on: measures)) }.sentences
  }

  /// Bytes of training are those that it would take where PyTorch refuses to train.
  private var untrainableNotes: [String] {
    models.compactMap { model in
      guard case .profiled(let profiled) = model.origin, let norm = profiled.untrainableNorm else {
        return nil
      }
      return "training_bytes of \(model.name): PyTorch refuses to train it at this input, since "
        + "\(norm.path) would normalize one value per channel; --batch 2 trains."
    }
  }
}

extension ComparedModel {
  /// What has to be said of a network from a file; nil for any other, and for a saved report.
  func notes(on measures: [Convention.Measure]) -> FileNotes? {
    guard case .profiled(let model) = origin else { return nil }
    return FileNotes(model.profile, model.imported, measures)
  }
}
