package import RLAAnalysis
package import RLAQueries
import RLASymbolic
package import RLAText

/// The report of `rla-profile` on several networks: a row for each.
package struct SummaryReport: Sendable {
  private let models: [ProfiledModel]
  private let grouping: Grouping
  private let options: ProfileOptions

  /// - Parameters:
  ///   - models: The networks.
  ///   - grouping: The rows of each network in JSON; a table has none.
  ///   - options: What to show of them.
  package init(_ models: [ProfiledModel], by grouping: Grouping, _ options: ProfileOptions) {
    self.models = models
    self.grouping = grouping
    self.options = options
  }

  package func text(_ format: ReportFormat) -> String {
    if format == .json {
      let values = models.map { model in
        let breakdown = Breakdown(model.profile, by: grouping)
        return ProfileJSON(model: model, breakdown: breakdown, options: options).value
      }
      return JSONValue.array(values).text
    }
    let notes = options.conventions.map { "\($0.id): \($0.summary)" }
    let columns =
      [Table.Column("model", key: "model", .left), Table.Column("input", key: "input", .left)]
      + [Table.Column("parameters", key: "parameters", .right)]
      + options.measures.map { Table.Column($0.heading, key: $0.key, .right) }
    return Table(
      columns: columns, rows: models.map { row($0, $0.profile.total) },
      footer: notes + paddingNotes + options.prefix.footnotes
    )
    .text(format, styled: options.isStyled)
  }

  /// Which inputs are padded, each padding once.
  private var paddingNotes: [String] {
    var notes: [String] = []
    for text in models.compactMap(\.padding?.text) {
      let note = "Input \(text)."
      if !notes.contains(note) { notes.append(note) }
    }
    return notes
  }

  private func row(_ model: ProfiledModel, _ total: Metrics) -> [Table.Cell] {
    [Table.Cell(model.name), Table.Cell("\(model.profile.shapes.input)")]
      + [Table.Cell(total.parameters, options.prefix)]
      + options.measures.map { Table.Cell($0.count(total.tally), options.prefix) }
  }
}
