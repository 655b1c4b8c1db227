package import RLAAnalysis
package import RLAExecution
import RLANetworks
package import RLAQueries
import RLASymbolic
package import RLAText

/// Figures over a grid: a table, or a plot of two columns.
package struct SweepReport: Sendable {
  let model: String
  let sweep: Sweep
  private let fileNotes: FileNotes?
  let pareto: ParetoFront?
  /// How the latencies were measured; nil where none were.
  let latency: LatencyConditions?
  private let precision: StoragePrecision
  /// What divides the sizes after padding; nil where they are not padded.
  private let sizeDivisor: Int?
  private let prefix: UnitPrefix

  package init(
    model: String, _ sweep: Sweep, notes: FileNotes? = nil, pareto: ParetoFront? = nil,
    latency: LatencyConditions? = nil,
    precision: StoragePrecision = .float32, sizeDivisor: Int? = nil, prefix: UnitPrefix = .si
  ) {
    self.model = model
    self.sweep = sweep
    fileNotes = notes
    self.pareto = pareto
    self.latency = latency
    self.precision = precision
    self.sizeDivisor = sizeDivisor
    self.prefix = prefix
  }

  /// The names of the coordinates of every point, in order.
  package var coordinates: [String] { sweep.grid.symbols.map(\.name) }

  /// By point, whether it lies on the front; nil where none is wanted.
  var marks: [Bool]? { pareto?.marks(in: sweep) }

  package var part: ReportList.Part {
    ReportList.Part(name: model, table: table, json: json)
  }

  private var table: Table {
    let symbols = sweep.grid.symbols.map { Table.Column($0.name, key: $0.name, .right) }
    let figures = sweep.figures.map {
      Table.Column(heading($0), key: $0.key, .right, .goes)
    }
    let measured =
      latency == nil
      ? [] : [Table.Column("\(Latency.alias) \(Latency.unit)", key: Latency.key, .right)]
    let marks = marks
    let front = marks == nil ? [] : [Table.Column("front", key: "pareto", .left)]
    let rows = sweep.points.enumerated().map { index, point in
      point.coordinates.map { Table.Cell("\($0)") }
        + point.values.map { Table.Cell($0, prefix) }
        + (point.latency.map {
          [Table.Cell(Numbers.milliseconds($0.milliseconds), raw: "\($0.milliseconds)")]
        } ?? [])
        + (marks.map { [Table.Cell($0[index] ? "*" : "", raw: "\($0[index])")] } ?? [])
    }
    return Table(
      columns: symbols + figures + measured + front, rows: rows, header: ["\(model), \(amount)"],
      footer: footer)
  }

  private func heading(_ figure: Figure) -> String {
    switch figure.unit {
    case "": figure.key
    case "MACs" where figure.key == "macs": "MACs"
    case "B": "\(figure.alias ?? figure.key) B"
    default: figure.key
    }
  }

  private var amount: String {
    let kept = sweep.points.count
    var parts = ["\(kept) \(kept == 1 ? "point" : "points")"]
    if sweep.filteredCount > 0 {
      parts.append("\(sweep.filteredCount) do not meet the condition")
    }
    if sweep.unmeasuredCount > 0 {
      parts.append("\(sweep.unmeasuredCount) not measured, since the measurement was interrupted")
    }
    if !sweep.refusedSizes.isEmpty {
      parts.append("\(sweep.refusedSizes.count) input sizes refused")
    }
    return parts.joined(separator: ", ")
  }

  private var footer: [String] {
    var notes: [String] = []
    if !sweep.refusedSizes.isEmpty {
      let shown = sweep.refusedSizes.prefix(8).map(text)
      let rest = sweep.refusedSizes.count - shown.count
      notes.append(
        "\(model) does not accept \(shown.joined(separator: ", "))"
          + (rest > 0 ? " and \(rest) more" : "") + "; 'rla-profile sizes' says why.")
    }
    if let pareto {
      notes.append("*: no other point is at least as good in \(goals(pareto)) and better in one.")
    }
    notes += coordinateNotes
    if let sizeDivisor {
      notes.append("H and W are padded to multiples of \(sizeDivisor); the padded sizes count.")
    }
    notes += sweep.figures.filter { !$0.unit.isEmpty }.map { figure in
      let type = precision.type(of: figure).map { ", \($0.rawValue)" } ?? ""
      let end = figure.summary.hasSuffix(".") ? "" : "."
      return "\(figure.key) [\(figure.unit)]: \(figure.summary)\(type)\(end)"
    }
    notes += untrainableNote + (fileNotes?.sentences ?? [])
    if let latency {
      notes += [latency.footnote, latency.source] + [latency.warning].compactMap(\.self)
    }
    return notes + prefix.footnotes
  }

  /// What the coordinates with letters for names stand for; the others are names already.
  private var coordinateNotes: [String] {
    let named = Set(sweep.grid.namedSizes.map(\.symbol))
    let letters = sweep.grid.symbols.filter { !named.contains($0) }
    if letters.isEmpty { return [] }
    let notes = letters.map { symbol in
      let isOfSamples = symbol == .batch && sweep.grid.sizes == nil
      return "\(symbol) \(isOfSamples ? "samples per batch" : symbol.meaning)"
    }
    return [notes.joined(separator: ", ") + "."]
  }

  /// Sizes as users write them: `224`, `sequence = 32`.
  private func text(_ sizes: SweepGrid.InputSizes) -> String {
    let named = zip(sweep.grid.namedSizes, sizes.named).map { "\($0.symbol) = \($1)" }
    let all = [sizes.image?.description].compactMap(\.self) + named
    return all.count == 1 ? all[0] : "(\(all.joined(separator: ", ")))"
  }

  /// Bytes of training are those that it would take where PyTorch refuses to train.
  private var untrainableNote: [String] {
    let refused = sweep.points.filter { !$0.isTrainable }
    guard let first = refused.first,
      sweep.figures.contains(where: { $0.key == Figure.trainingBytes.key })
    else { return [] }
    let place = zip(sweep.grid.symbols, first.coordinates).map { "\($0.name) = \($1)" }
      .joined(separator: ", ")
    let rest = refused.count > 1 ? " and \(refused.count - 1) more" : ""
    return [
      "training_bytes at \(place)\(rest): PyTorch refuses to train here, since a batch norm would "
        + "normalize one value per channel; a batch of 2 trains."
    ]
  }

  private func goals(_ pareto: ParetoFront) -> String {
    func text(_ column: ConditionNames.Meaning, _ goal: ParetoFront.Goal) -> String {
      "\(name(of: column)) (\(goal.rawValue))"
    }
    return text(pareto.columns.0, pareto.goals.0) + " and "
      + text(pareto.columns.1, pareto.goals.1)
  }

  func name(of column: ConditionNames.Meaning) -> String {
    switch column {
    case .coordinate(let number): sweep.grid.symbols[number].name
    case .figure(let number): sweep.figures[number].key
    case .latency: Latency.key
    }
  }

  private var json: JSONValue {
    let marks = marks
    let figureUnits = sweep.figures.map { JSONValue.Member($0.key, .string($0.unit)) }
    let latencyUnits =
      latency == nil ? [] : [JSONValue.Member(Latency.key, .string(Latency.unit))]
    let bench: [JSONValue.Member] =
      latency.map {
        [.init("unmeasured", .integer(sweep.unmeasuredCount)), .init("bench", $0.json)]
      } ?? []
    let members: [JSONValue.Member] = [
      .init("model", .string(model)),
      .init("units", .object(figureUnits + latencyUnits)),
      .init("element_type", .string(precision.stored.rawValue)),
      .init("size_divisor", sizeDivisor.map { .integer($0) } ?? .null),
      .init("filtered", .integer(sweep.filteredCount)),
      .init(
        "refused",
        .array(
          sweep.refusedSizes.map { sizes in
            let image = sizes.image.map { [$0.height, $0.width] } ?? []
            return .array((image + sizes.named).map { .integer($0) })
          })),
    ]
    let points = sweep.points.enumerated().map { index, point in
      json(point, mark: marks?[index])
    }
    return .document(
      members + (fileNotes?.members ?? []) + bench + [.init("points", .array(points))])
  }

  private func json(_ point: Sweep.Point, mark: Bool?) -> JSONValue {
    let coordinates = zip(sweep.grid.symbols, point.coordinates).map {
      JSONValue.Member($0.name, .integer($1))
    }
    let values = zip(sweep.figures, point.values).map {
      JSONValue.Member($0.key, .integer($1))
    }
    let latency =
      point.latency.map { [JSONValue.Member(Latency.key, .number($0.milliseconds))] } ?? []
    let front = mark.map { [JSONValue.Member("pareto", .bool($0))] } ?? []
    return .object(coordinates + values + latency + front)
  }
}
