import RLAAnalysis
import RLAExecution
import RLANetworks
import RLAQueries
import RLAReports

/// Measures the latency of each network that is compared.
struct CompareMeasurement {
  static let standardRuns = 15
  private static let warmup = 2
  /// How often a disturbed network is measured in all.
  private static let attempts = 3

  private let command: CompareCommand
  private let kept: KeptRuns

  init(_ command: CompareCommand, _ kept: KeptRuns) {
    self.command = command
    self.kept = kept
  }

  /// A network that cannot run is refused before any other has run.
  func measured(_ models: [ComparedModel]) throws(CommandFailure) -> MeasuredLatencies {
    let machine = try command.execution.machine()
    let networks = models.compactMap(\.profile?.network)
    precondition(networks.count == models.count, "Saved reports were refused.")
    let progress = Progress()
    defer { progress.end() }
    let runs = command.benchRuns ?? Self.standardRuns
    let points: [LatencySeries.Point]
    do throws(LatencySeries.Refusal) {
      let series = try LatencySeries(count: models.count) { index in
        (networks[index], options(models[index].input))
      }
      let limits = Benchmark.Limits(
        warmup: Self.warmup, runs: runs, duration: nil, attempts: Self.attempts)
      points = try series.points(
        limits, clock: ContinuousClock(), isInterrupted: { kept.isInterrupted },
        progress: { show($0, networks[$0.index].name, progress) })
    } catch {
      throw .plan(networks[error.index].name, error.reason)
    }
    return MeasuredLatencies(
      points,
      LatencyConditions(
        machine: machine, threads: command.execution.threadCount,
        algorithm: command.execution.algorithm, runs: runs, warmup: Self.warmup,
        disturbedPoints: points.count { $0.conditions.load.isDisturbed }))
  }

  private func show(_ series: LatencySeries.Progress, _ name: String, _ progress: Progress) {
    let count = Double(series.count)
    if series.index > 0 { kept.keep() }
    progress.show(
      ProgressText.network(name, series.index + 1, of: series.count), series.measurement,
      done: Double(series.index) / count, current: 1 / count)
  }

  private func options(_ input: [Int]) -> PlanOptions {
    PlanOptions(
      batch: input[0], height: input[2], width: input[3], purpose: .inference,
      algorithm: command.execution.algorithm, threads: command.execution.threadCount,
      pinsThreads: command.execution.isPinned)
  }
}
