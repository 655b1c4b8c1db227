import RLAExecution
import RLANetworks
import RLAReports

/// Measures the inference forward passes of networks one after the other.
struct LatencyMeasurement {
  private static let warmup = 2
  /// How often a disturbed one is measured in all.
  private static let attempts = 3

  let execution: ExecutionOptions
  let tuning: TuningOptions
  let runs: Int
  let kept: KeptRuns

  /// What runs.
  enum Subject {
    /// A network with synthetic weights, on images of a size.
    case network(Network, batch: Int, height: Int, width: Int)
    /// A network with the weights of its file, where it has one.
    case subject(BenchSubject)
  }

  /// Measures all; one that cannot run is refused before any other has run.
  ///
  /// - Parameters:
  ///   - subjects: What runs.
  ///   - name: The number of one, from 1, and how many there are, as progress shows it.
  ///   - refusal: What to say of the one with this number, from 0, that cannot run.
  /// - Returns: The latencies up to an interruption, and how they were measured.
  /// - Throws: `CommandFailure` where there is no library, or as `refusal` says.
  func measured(
    _ subjects: [Subject], named name: (Int, Int) -> String,
    refusal: (Int, PlanFailure) -> CommandFailure
  ) throws(CommandFailure) -> (points: [LatencySeries.Point], conditions: LatencyConditions) {
    let machine = try execution.machine()
    let progress = Progress()
    defer { progress.end() }
    let tuner = PlanTuner(tuning, execution, machine, kept, progress)
    let points: [LatencySeries.Point]
    do throws(LatencySeries.Refusal) {
      let series = try LatencySeries(count: subjects.count) { index throws(PlanFailure) in
        try plan(subjects[index])
      }
      let limits = Benchmark.Limits(
        warmup: Self.warmup, runs: runs, duration: nil, attempts: Self.attempts)
      points = try series.points(
        limits, clock: ContinuousClock(),
        tuning: { plan throws(PlanFailure) in try tuner.tuned(plan) },
        session: { index, plan throws(PlanFailure) in try session(subjects[index], plan) },
        isInterrupted: { kept.isInterrupted },
        progress: { show($0, name($0.index + 1, $0.count), progress) })
    } catch {
      throw refusal(error.index, error.reason)
    }
    return (
      points,
      LatencyConditions(
        machine: machine, threads: execution.threadCount, algorithm: execution.algorithm,
        isTuned: tuning.tunes(execution), kernels: tuning.products, runs: runs, warmup: Self.warmup,
        disturbedPoints: points.count { $0.conditions.load.isDisturbed })
    )
  }

  private func show(_ series: LatencySeries.Progress, _ name: String, _ progress: Progress) {
    let count = Double(series.count)
    if series.index > 0 { kept.keep() }
    progress.show(
      name, series.measurement, done: Double(series.index) / count, current: 1 / count)
  }

  private func plan(_ subject: Subject) throws(PlanFailure) -> ExecutionPlan {
    switch subject {
    case .subject(let subject): return try subject.unlimitedPlan()
    case .network(let network, let batch, let height, let width):
      var options = PlanOptions(
        batch: batch, height: height, width: width, purpose: .inference,
        algorithm: execution.algorithm, threads: execution.threadCount,
        pinsThreads: execution.isPinned)
      options.kernels = tuning.products
      return try ExecutionPlan(network, options)
    }
  }

  private func session(
    _ subject: Subject, _ plan: ExecutionPlan
  ) throws(PlanFailure) -> Session {
    guard case .subject(let subject) = subject else { return try Session(plan) }
    return try subject.loaded(plan)
  }
}
