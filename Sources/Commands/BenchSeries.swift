import RLAExecution
import RLANetworks
import RLAQueries
import RLAReports

/// Several networks of `bench`, of which a selection is shown.
struct BenchSeries {
  private let command: BenchCommand
  private let series: NetworkSeries
  private let selection: BenchSelection

  /// - Throws: `CommandFailure` for an option that several networks cannot share, and for the first
  ///   network that cannot run, before any has.
  init(
    _ command: BenchCommand, _ models: [NamedArchitecture], _ selection: BenchSelection,
    _ machine: Machine
  ) throws(CommandFailure) {
    self.command = command
    self.selection = selection
    if command.layer != nil { throw .oneNetworkOnly(option: "--layer") }
    if command.compare != nil { throw .oneNetworkOnly(option: "--compare") }
    if command.weights.path != nil { throw .oneNetworkOnly(option: WeightsOption.name) }
    if let option = command.trace.given { throw .oneNetworkOnly(option: option) }
    if command.plot != nil { throw .oneNetworkOnly(option: "--plot") }
    if command.quiet { throw .oneNetworkOnly(option: "--quiet") }
    if let option = command.rows.given { throw .oneNetworkOnly(option: option) }
    var series = try NetworkSeries(models, command.settings, command.limits, machine)
    series.checksValues = command.check
    self.series = series
  }

  func answer() throws(CommandFailure) -> BenchAnswer {
    let results = try series.measured()
    let summary = BenchSummaryReport(
      results.map(\.report), showing: try selected(results), of: series.subjects.count)
    var answer = BenchAnswer()
    answer.text = summary.text(command.output.format, on: command.output.page)
    if series.isInterrupted { answer.exitCode = 130 }
    return answer
  }

  private func selected(_ results: [NetworkSeries.Measured]) throws(CommandFailure) -> [Int] {
    let rows = results.map { measured in
      BenchSelection.Row(
        profile: measured.subject.profile,
        latency: Latency(milliseconds: measured.result.whole.median.milliseconds),
        measured: measured.report.selectable)
    }
    do throws(BenchSelection.Failure) {
      return try selection.selected(rows)
    } catch {
      throw .explanation(
        .selection(error.reason, model: results[error.row].subject.network.name))
    }
  }
}
