import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports

/// Networks that are measured one after the other.
struct NetworkSeries {
  let subjects: [BenchSubject]
  let settings: BenchSettings
  let limits: Benchmark.Limits
  let machine: Machine
  /// Whether a value that is not finite ends the measurement.
  var checksValues = false
  /// Whether one further run of each network is written down step by step.
  var keepsTimelines = false
  private let clock = ContinuousClock()
  private let kept = KeptRuns()

  /// - Throws: `CommandFailure` for the first network that cannot run.
  init(
    _ models: [NamedArchitecture], _ settings: BenchSettings, _ limits: Benchmark.Limits,
    _ machine: Machine
  ) throws(CommandFailure) {
    var subjects: [BenchSubject] = []
    for model in models { subjects.append(try BenchSubject(model, settings)) }
    self.subjects = subjects
    self.settings = settings
    self.limits = limits
    self.machine = machine
  }

  /// A network with what was measured of it.
  struct Measured {
    let subject: BenchSubject
    let result: Benchmark.Result
    let report: BenchReport
    /// Nil where none is kept.
    let timeline: Timeline?
  }

  /// Whether the user ended the measurement.
  var isInterrupted: Bool { kept.isInterrupted }

  /// Measures all, up to an interruption; one that cannot run is refused before any other has run.
  func measured() throws(CommandFailure) -> [Measured] {
    let progress = Progress()
    defer { progress.end() }
    let plans = try plans(progress)
    let tuner = PlanTuner(settings.tuning, settings.execution, machine, kept, progress)
    var runs: [Run] = []
    for (index, plan) in plans.enumerated() where !kept.isInterrupted {
      // What was interrupted had fewer runs than the others.
      if let run = try run(index, plan, tuner, progress), !run.result.conditions.wasInterrupted {
        runs.append(run)
      }
    }
    progress.show(ProgressText.measuringMachine)
    let roofline = try subjects[0].roofline(
      settings.execution, clock, isHurried: kept.isInterrupted)
    return runs.map { run in
      Measured(
        subject: run.subject, result: run.result,
        report: BenchReport(
          run.result, run.subject.cost, machine, roofline, file: run.subject.fileRun,
          measuredBytes: run.bytes, cache: tuner?.cacheUse),
        timeline: run.timeline)
    }
  }

  /// A network with its times and the memory that the process took for it.
  private struct Run {
    let subject: BenchSubject
    let result: Benchmark.Result
    let bytes: Int?
    let timeline: Timeline?
  }

  private func plans(_ progress: Progress) throws(CommandFailure) -> [ExecutionPlan] {
    var plans: [ExecutionPlan] = []
    for (index, subject) in subjects.enumerated() {
      progress.show(ProgressText.planning(name(index)))
      plans.append(try subject.plan())
    }
    return plans
  }

  private func run(
    _ index: Int, _ untuned: ExecutionPlan, _ tuner: PlanTuner?, _ progress: Progress
  ) throws(CommandFailure) -> Run? {
    let subject = subjects[index]
    progress.show(name(index))
    let plan = try subject.tuned(untuned, tuner)
    let meter = MemoryMeter()
    let session = try subject.session(plan, checking: checksValues ? settings.mode : nil)
    let (done, current) = shares(index)
    let benchmark = try subject.benchmark(session, clock)
    let result = benchmark.run(
      limits, isInterrupted: { kept.isInterrupted },
      progress: { progress.show(name(index), $0, done: done, current: current) })
    try subject.requireCounts(session)
    let bytes = subject.grown(meter)
    kept.keep()
    return result.map {
      Run(
        subject: subject, result: $0, bytes: bytes,
        timeline: keepsTimelines ? benchmark.timeline() : nil)
    }
  }

  private func name(_ index: Int) -> String {
    ProgressText.network(subjects[index].network.name, index + 1, of: subjects.count)
  }

  /// The shares of the whole time that the networks before one and this one take, guessed from their
  /// multiply-adds.
  private func shares(_ index: Int) -> (done: Double, current: Double) {
    let macs = subjects.map { Double($0.cost.macs) }
    let all = max(1, macs.reduce(0, +))
    return (macs[..<index].reduce(0, +) / all, macs[index] / all)
  }
}
