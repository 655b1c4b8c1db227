import RLAAnalysis
package import RLAQueries
import RLASymbolic
package import RLAText

/// The report of `rla-profile` on several networks: a row for each.
package struct SummaryReport: Sendable {
  private let models: [ProfiledModel]
  private let options: ProfileOptions
  private let cells: ProfileCells

  /// - Parameters:
  ///   - models: The networks.
  ///   - options: What to show of them; shares and outputs are of rows inside a network and left out.
  package init(_ models: [ProfiledModel], _ options: ProfileOptions) {
    self.options = options
    cells = ProfileCells(
      options: options, kinds: options.columns.filter { !ProfileColumn.ofRows.contains($0) })
    guard let sort = options.sort else {
      self.models = models
      return
    }
    self.models = models.map { ($0, options.rank($0.profile.total, by: sort)) }.enumerated()
      .sorted { ($0.element.1, $1.offset) > ($1.element.1, $0.offset) }.map(\.element.0)
  }

  /// - Precondition: The format is not JSON, which has the rows of every network.
  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    let notes = options.conventions.map { "\($0.id): \($0.summary)" }
    let columns = [
      Table.Column("model", key: "model", .left, .breaks(to: 16)),
      Table.Column("input", key: "input", .left, .goes),
    ]
    return Table(
      columns: columns + cells.columns, rows: models.map(row),
      footer: notes + options.prefix.footnotes
    )
    .text(format, on: page)
  }

  private func row(_ model: ProfiledModel) -> [Table.Cell] {
    let total = model.profile.total
    return [Table.Cell(model.name), Table.Cell("\(model.profile.shapes.input)")]
      + cells.cells(total, of: total)
  }
}
