public import RLAAnalysis
import RLASymbolic
public import RLAText

/// The report of `rla-profile` on several networks: a row for each.
public struct SummaryReport: Sendable {
  private let models: [(model: ProfiledModel, breakdown: Breakdown)]
  private let options: ProfileOptions

  /// - Parameters:
  ///   - models: The networks with their cost in rows.
  ///   - options: What to show of them.
  public init(
    _ models: [(model: ProfiledModel, breakdown: Breakdown)], _ options: ProfileOptions
  ) {
    self.models = models
    self.options = options
  }

  public func text(_ format: ReportFormat) -> String {
    if format == .json {
      let values = models.map {
        ProfileJSON(model: $0.model, breakdown: $0.breakdown, options: options).value
      }
      return JSONValue.array(values).text
    }
    var footer = options.conventions.map { "\($0.id): \($0.summary)" }
    if options.prefix != .none {
      footer.append(
        options.prefix == .si
          ? "k, M and G are powers of 1000." : "Ki, Mi and Gi are powers of 1024.")
    }
    let columns =
      [Table.Column("model", key: "model", .left), Table.Column("input", key: "input", .left)]
      + [Table.Column("parameters", key: "parameters", .right)]
      + options.measures.map { Table.Column($0.heading, key: $0.key, .right) }
    return Table(
      columns: columns, rows: models.map { row($0.model, $0.breakdown.total.metrics) },
      footer: footer
    )
    .text(format, styled: options.isStyled)
  }

  private func row(_ model: ProfiledModel, _ total: Metrics) -> [Table.Cell] {
    [Table.Cell(model.name), Table.Cell("\(model.profile.shapes.input)")]
      + [cell(total.parameters)] + options.measures.map { cell($0.count(total.tally)) }
  }

  private func cell(_ number: Dim) -> Table.Cell {
    guard let value = number.value else { return Table.Cell("\(number)") }
    return Table.Cell(Numbers.scaled(value, options.prefix), raw: "\(value)")
  }
}
