import RLAExecution
import RLAFormats
import RLAKernels
import RLANetworks
import RLAQueries
import RLAReports
import RLAText

/// A network that is measured as `bench` was asked to.
struct BenchMeasurement {
  let command: BenchCommand
  let subject: BenchSubject
  let machine: Machine
  /// What the rows are ordered by; nil for what ran first.
  let order: BenchOrder?
  let clock = ContinuousClock()
  let kept = KeptRuns()

  init(
    _ command: BenchCommand, _ named: NamedArchitecture, _ machine: Machine, _ order: BenchOrder?
  ) throws(CommandFailure) {
    self.command = command
    self.machine = machine
    self.order = order
    subject = try BenchSubject(named, command.settings)
    let network = subject.network
    if let path = command.layer,
      !network.nodes.contains(where: { network.path(of: $0).isPath(atOrBelow: path) })
    {
      throw .unknownPath(path, in: network)
    }
  }

  func answer() throws(CommandFailure) -> BenchAnswer {
    let isolated = command.layer.flatMap { path in
      subject.canIsolate(path) ? path : nil
    }
    if let isolated {
      if command.plot != nil { throw .plot(.layer(isolated)) }
      if command.compare != nil { throw .layerComparison(isolated) }
      if command.plan != .fused { throw .layerPlan(isolated) }
      if command.weights.path != nil { throw .layerWeights(isolated) }
      if let option = command.rows.given ?? order.map({ _ in "--sort" }) {
        throw .rowsOfLayer(isolated, option: option)
      }
      return try command.algorithms
        ? measured(algorithmsOf: isolated) : measured(layer: isolated)
    }
    if command.algorithms, let path = command.layer { throw .algorithmsOfModule(path) }
    return try measured(against: Baseline(command))
  }

  private func measured(against baseline: Baseline?) throws(CommandFailure) -> BenchAnswer {
    let progress = Progress(isShown: !command.quiet)
    defer { progress.end() }
    progress.show(ProgressText.planning(subject.network.name))
    let untuned = try subject.plan()
    let conditions = BenchReport.savedConditions(
      untuned, command.mode.mode, isCold: command.cold,
      isTuned: command.tuning.tunes(command.execution), subject.cost, machine)
    try baseline?.requireLike(conditions)
    let tuner = tuner(progress)
    let plan = try subject.tuned(untuned, tuner)
    let meter = MemoryMeter()
    let (result, timeline) = try measure(plan, progress)
    let bytes = subject.grown(meter)
    var answer = BenchAnswer(remarksOn: result.conditions, isQuiet: command.quiet)
    answer.text = Numbers.milliseconds(result.whole.median.milliseconds) + "\n"
    if !command.quiet {
      let fewer = try withFewerThreads(result, tuner)
      progress.show(ProgressText.measuringMachine)
      let report = BenchReport(
        result, subject.cost, machine, try roofline(), file: subject.fileRun, layer: command.layer,
        fewerThreads: fewer, measuredBytes: bytes, cache: tuner?.cacheUse,
        by: command.rows.grouping(ofModule: command.layer != nil), order: order)
      if command.plot == nil {
        answer.text = report.text(command.output.format, on: command.output.page)
      } else {
        answer.plot = report.rooflinePlot
      }
    }
    answer.files = command.trace.texts(result, timeline, subject.cost)
    if let baseline {
      let new = SavedBench(
        conditions, BenchReport.savedTimes(result),
        isDisturbed: result.conditions.load.isDisturbed)
      let isText = !command.quiet && command.output.format != .json
      answer.add(baseline.comparison(with: new), limit: command.failAbove, toText: isText)
    }
    return answer
  }

  func tuner(_ progress: Progress) -> PlanTuner? {
    PlanTuner(command.tuning, command.execution, machine, kept, progress)
  }

  private func measure(
    _ plan: ExecutionPlan, _ progress: Progress
  ) throws(CommandFailure) -> (Benchmark.Result, Timeline?) {
    let session = try subject.session(plan, checking: command.check ? command.mode.mode : nil)
    let benchmark = try subject.benchmark(session, clock)
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted }, progress: { show($0, progress) })
    guard let result else { preconditionFailure("Nothing interrupts before the first run.") }
    try subject.requireCounts(session)
    return (result, command.trace.trace == nil ? nil : benchmark.timeline())
  }

  func show(_ measurement: MeasurementProgress, _ progress: Progress) {
    if measurement.attempt > 0 { kept.keep() }
    progress.show(measurement)
  }

  /// Networks that take longer than this are large enough for several threads.
  private static let small = Duration.milliseconds(10)

  func roofline() throws(CommandFailure) -> Roofline {
    try subject.roofline(command.execution, clock, isHurried: kept.isInterrupted)
  }

  /// The medians of short series with one thread and with half of them, where the network is so small
  /// that these may be faster.
  private func withFewerThreads(
    _ result: Benchmark.Result, _ tuner: PlanTuner?
  ) throws(CommandFailure) -> [FewerThreads] {
    guard result.whole.median < Self.small else { return [] }
    var fewer: [FewerThreads] = []
    let threads = subject.options.threads
    for count in Set([1, threads / 2]).sorted() where (1..<threads).contains(count) {
      guard !kept.isInterrupted, let median = try median(threads: count, tuner) else { break }
      fewer.append(FewerThreads(threads: count, median: median))
    }
    return fewer
  }

  private func median(
    threads: Int, _ tuner: PlanTuner?
  ) throws(CommandFailure) -> Duration? {
    let session = try subject.session(threads: threads, tuner)
    let benchmark = try subject.benchmark(session, clock)
    return benchmark.run(
      Benchmark.Limits(warmup: 2, runs: 10, duration: .milliseconds(500)),
      isInterrupted: { kept.isInterrupted }, progress: { _ in }
    )?.whole.median
  }
}
