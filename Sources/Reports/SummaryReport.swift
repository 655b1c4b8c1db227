import RLAAnalysis
import RLAArchitectures
import RLANetworks
package import RLAQueries
import RLASymbolic
package import RLAText

/// The report of `rla-profile` on several networks: a row for each.
package struct SummaryReport: Sendable {
  private let models: [ProfiledModel]
  private let options: ProfileOptions
  private let cells: ProfileCells
  private let showsTraining: Bool

  /// - Parameters:
  ///   - models: The networks.
  ///   - options: What to show of them; shares and outputs are of rows inside a network and left out.
  ///   - showsTraining: Whether the bytes of training have a column.
  package init(
    _ models: [ProfiledModel], _ options: ProfileOptions, showsTraining: Bool = false
  ) {
    self.options = options
    self.showsTraining = showsTraining
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
    let training =
      showsTraining
      ? [Table.Column("training B", key: Figure.trainingBytes.key, .right)] : []
    let columns = [
      Table.Column("model", key: "model", .left, .breaks(to: 16)),
      Table.Column("input", key: "input", .left, .goes),
    ]
    return Table(
      columns: columns + cells.columns + training, rows: models.map(row),
      footer: notes + fileNotes + paddingNotes + options.prefix.footnotes
    )
    .text(format, on: page)
  }

  private var notes: [String] {
    var notes = options.conventions.map { "\($0.id): \($0.summary)" }
    if showsTraining, let model = models.first {
      notes.append(
        "training: parameters, gradients, \(model.profile.optimizer.rawValue) state and saved "
          + "activations, \(model.profile.precision.trained.rawValue).")
    }
    if models.contains(where: { $0.architecture.wiring == .paper }) {
      notes.append("Wiring as the paper draws it: the state reads the residual branch.")
    }
    return notes
  }

  /// What has to be said of networks from files.
  private var fileNotes: [String] {
    let all = models.map { ($0.name, FileNotes($0.profile, $0.imported, options.measures)) }
    return all.sentences
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

  private func row(_ model: ProfiledModel) -> [Table.Cell] {
    let total = model.profile.total
    let training =
      showsTraining
      ? [Table.Cell(model.profile.trainingMemory.total, options.prefix)] : []
    return [Table.Cell(model.name), Table.Cell("\(model.profile.shapes.input)")]
      + cells.cells(total, of: cells.whole(total)) + training
  }
}
