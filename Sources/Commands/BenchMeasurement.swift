import RLAExecution
import RLAFormats
import RLAKernels
import RLANetworks
import RLAQueries
import RLAReports
import RLAText

/// A network that is measured as `bench` was asked to.
struct BenchMeasurement {
  private let command: BenchCommand
  private let subject: BenchSubject
  private let machine: Machine
  private let clock = ContinuousClock()
  private let kept = KeptRuns()

  init(
    _ command: BenchCommand, _ named: NamedArchitecture, _ machine: Machine
  ) throws(CommandFailure) {
    self.command = command
    self.machine = machine
    subject = try BenchSubject(named, command)
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
      if command.compare != nil { throw .layerComparison(isolated) }
      if command.plan != .fused { throw .layerPlan(isolated) }
      return try measured(layer: isolated)
    }
    return try measured(against: Baseline(command))
  }

  // MARK: - The whole network

  private func measured(against baseline: Baseline?) throws(CommandFailure) -> BenchAnswer {
    let progress = Progress(isShown: !command.quiet)
    defer { progress.end() }
    progress.show(ProgressText.planning(subject.network.name))
    let plan = try subject.plan()
    let conditions = BenchReport.savedConditions(
      plan, command.mode.mode, isCold: command.cold, subject.cost, machine)
    try baseline?.requireLike(conditions)
    let meter = MemoryMeter()
    let result = try measure(plan, progress)
    let bytes = subject.grown(meter, command)
    var answer = BenchAnswer(remarksOn: result.conditions, isQuiet: command.quiet)
    answer.text = Numbers.milliseconds(result.whole.median.milliseconds) + "\n"
    if !command.quiet {
      let fewer = try withFewerThreads(result)
      progress.show(ProgressText.measuringMachine)
      let report = BenchReport(
        result, subject.cost, machine, try roofline(), file: subject.fileRun, layer: command.layer,
        fewerThreads: fewer,
        measuredBytes: bytes)
      answer.text = report.text(command.output.format, on: command.output.page)
    }
    if let baseline {
      let new = SavedBench(
        conditions, BenchReport.savedTimes(result),
        isDisturbed: result.conditions.load.isDisturbed)
      let isText = !command.quiet && command.output.format != .json
      answer.add(baseline.comparison(with: new), limit: command.failAbove, toText: isText)
    }
    return answer
  }

  private func measure(
    _ plan: ExecutionPlan, _ progress: Progress
  ) throws(CommandFailure) -> Benchmark.Result {
    let session = try subject.session(plan, checking: command.check ? command.mode.mode : nil)
    let benchmark = try subject.benchmark(session, command, clock)
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted }, progress: { show($0, progress) })
    guard let result else { preconditionFailure("Nothing interrupts before the first run.") }
    return result
  }

  private func show(_ measurement: MeasurementProgress, _ progress: Progress) {
    if measurement.attempt > 0 { kept.keep() }
    progress.show(measurement)
  }

  /// Networks that take longer than this are large enough for several threads.
  private static let small = Duration.milliseconds(10)

  private func roofline() throws(CommandFailure) -> Roofline {
    try subject.roofline(command.execution, clock, isHurried: kept.isInterrupted)
  }

  /// The medians of short series with one thread and with half of them, where the network is so small
  /// that these may be faster.
  private func withFewerThreads(
    _ result: Benchmark.Result
  ) throws(CommandFailure) -> [FewerThreads] {
    guard result.whole.median < Self.small else { return [] }
    var fewer: [FewerThreads] = []
    let threads = subject.options.threads
    for count in Set([1, threads / 2]).sorted() where (1..<threads).contains(count) {
      guard !kept.isInterrupted, let median = try median(threads: count) else { break }
      fewer.append(FewerThreads(threads: count, median: median))
    }
    return fewer
  }

  private func median(threads: Int) throws(CommandFailure) -> Duration? {
    let session = try subject.session(threads: threads)
    let benchmark = try subject.benchmark(session, command, clock)
    return benchmark.run(
      Benchmark.Limits(warmup: 2, runs: 10, duration: .milliseconds(500)),
      isInterrupted: { kept.isInterrupted }, progress: { _ in }
    )?.whole.median
  }

  // MARK: - One layer

  private func measured(layer path: String) throws(CommandFailure) -> BenchAnswer {
    let progress = Progress(isShown: !command.quiet)
    defer { progress.end() }
    let (network, options) = (subject.network, subject.options)
    if command.check { _ = try subject.session(try subject.plan(), checking: command.mode.mode) }
    let benchmark = try subject.planning("\(path) of \(network.name)") { () throws(PlanFailure) in
      try LayerBenchmark(path, in: network, options, isCold: command.cold, clock: clock)
    }
    let result = benchmark.run(
      command.limits, isInterrupted: { kept.isInterrupted }, progress: { show($0, progress) })
    guard let result else { preconditionFailure("Nothing interrupts before the first run.") }
    var answer = BenchAnswer(remarksOn: result.conditions, isQuiet: command.quiet)
    let forward = result.passes.first { $0.pass == .forward }
    answer.text = Numbers.milliseconds(forward?.times.median.milliseconds ?? 0) + "\n"
    if !command.quiet {
      progress.show(ProgressText.measuringMachine)
      answer.text = LayerBenchReport(result, model: network.name, machine, try roofline())
        .text(command.output.format, on: command.output.page)
    }
    return answer
  }
}
