import RLAArchitectures
import RLAExecution
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// Measures the latency at each point of a sweep.
struct SweepMeasurement {
  /// More points than this would take too long.
  static let pointLimit = 200
  static let standardRuns = 5
  static let warmup = 2
  /// How often a disturbed point is measured in all.
  private static let attempts = 3

  let network: NetworkOptions
  let request: RequestedNetwork
  let execution: ExecutionOptions
  let runs: Int
  let kept: KeptRuns

  /// Adds latencies to all points; a point that cannot run is refused before any other has run.
  func measure(_ sweep: inout Sweep) throws(CommandFailure) -> LatencyConditions {
    let machine = try execution.machine()
    let networks = try networks(sweep)
    let points = sweep.points
    let progress = Progress()
    defer { progress.end() }
    let measured: [LatencySeries.Point]
    do throws(LatencySeries.Refusal) {
      let series = try LatencySeries(count: points.count) { index in
        (networks[index], options(points[index]))
      }
      let limits = Benchmark.Limits(
        warmup: Self.warmup, runs: runs, duration: nil, attempts: Self.attempts)
      measured = try series.points(
        limits, clock: ContinuousClock(), isInterrupted: { kept.isInterrupted },
        progress: { show($0, progress) })
    } catch {
      let place = zip(sweep.grid.symbols, points[error.index].coordinates).map { ($0, $1) }
      throw .explanation(.unmeasurable(networks[error.index], error.reason, place: place))
    }
    do throws(Sweep.Failure) {
      try sweep.addLatencies(
        measured.map { Latency(milliseconds: $0.times.median.milliseconds) })
    } catch {
      throw .explanation(.sweep(error, symbols: sweep.grid.symbols))
    }
    return LatencyConditions(
      machine: machine, threads: execution.threadCount, algorithm: execution.algorithm,
      runs: runs, warmup: Self.warmup,
      disturbedPoints: measured.count { $0.conditions.load.isDisturbed })
  }

  private func show(_ series: LatencySeries.Progress, _ progress: Progress) {
    let count = Double(series.count)
    if series.index > 0 { kept.keep() }
    progress.show(
      ProgressText.point(series.index + 1, of: series.count), series.measurement,
      done: Double(series.index) / count, current: 1 / count)
  }

  /// The network of each point; points that differ in batch and size alone share one.
  private func networks(_ sweep: Sweep) throws(CommandFailure) -> [Network] {
    let symbols = sweep.grid.symbols
    var built: [[Int]: Network] = [:]
    var networks: [Network] = []
    for point in sweep.points {
      let variant = Array(point.coordinates.dropFirst(3))
      if built[variant] == nil {
        func chosen(_ symbol: Symbol) -> Dim? {
          symbols.firstIndex(of: symbol).map { Dim(point.coordinates[$0]) }
        }
        let named = try network.named(
          request, stateChannels: chosen(.stateChannels), classes: chosen(.classes))
        built[variant] = named.architecture.network
      }
      if let network = built[variant] { networks.append(network) }
    }
    return networks
  }

  private func options(_ point: Sweep.Point) -> PlanOptions {
    PlanOptions(
      batch: point.coordinates[0], height: point.coordinates[1], width: point.coordinates[2],
      purpose: .inference, algorithm: execution.algorithm, threads: execution.threadCount,
      pinsThreads: execution.isPinned)
  }
}
