import RLAAnalysis
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

/// A network that is measured as `bench` was asked to.
struct BenchMeasurement {
  /// What is printed, and how the process ends.
  struct Answer {
    var text = ""
    /// What is said on the standard error, besides the answer.
    var remarks: [String] = []
    var exitCode: Int32 = 0
  }

  private let command: BenchCommand
  private let architecture: any Architecture
  private let network: Network
  private let machine: Machine
  private let clock = ContinuousClock()
  private let interruption = Interruption()

  init(_ command: BenchCommand) throws(CommandFailure) {
    self.command = command
    machine = try command.execution.machine()
    let models = try command.model.models()
    guard let named = models.first, models.count == 1 else { throw .severalNetworks }
    network = named.architecture.network
    architecture = named.architecture
    if let path = command.layer,
      !network.nodes.contains(where: { network.path(of: $0).isPath(atOrBelow: path) })
    {
      throw .unknownPath(path, in: network)
    }
  }

  func answer() throws(CommandFailure) -> Answer {
    let isolated = command.layer.flatMap { path in
      LayerBenchmark.canIsolate(path, in: network) ? path : nil
    }
    if let isolated, command.compare != nil { throw .layerComparison(isolated) }
    let old = try command.compare.map { path throws(CommandFailure) in try Self.saved(path) }
    if let isolated { return try measured(layer: isolated) }
    return try measured(against: old)
  }

  // MARK: - The whole network

  private func measured(against old: SavedBench?) throws(CommandFailure) -> Answer {
    let session = try checkedSession()
    let benchmark = Benchmark(
      session, command.mode.mode, isCold: command.cold, clock: clock)
    let roofline = roofline()
    var answer = Answer()
    guard let result = timed(benchmark.run(_:isInterrupted:progress:), &answer) else {
      return answer
    }
    answer.text = Numbers.fixed(result.whole.median.milliseconds, decimals: 3) + "\n"
    if let roofline {
      answer.text = BenchReport(result, machine, roofline, layer: command.layer)
        .text(command.output.format, styled: command.output.isStyled)
    }
    if let old { compare(result, to: old, &answer) }
    return answer
  }

  private func compare(_ result: Benchmark.Result, to old: SavedBench, _ answer: inout Answer) {
    let comparison = BenchComparison(BenchReport.saved(result), to: old)
    if command.quiet || command.output.format == .json {
      answer.remarks += comparison.lines
    } else {
      answer.text += comparison.lines.map { "\($0)\n" }.joined()
    }
    guard answer.exitCode == 0, let limit = command.failAbove else { return }
    if comparison.ratio > limit { answer.exitCode = 1 }
  }

  private static func saved(_ path: String) throws(CommandFailure) -> SavedBench {
    guard let saved = SavedBench(parsing: try InputFile.text(path)) else {
      throw .notABenchReport(path)
    }
    return saved
  }

  /// The session of the whole network, its values looked at where that was asked for.
  private func checkedSession() throws(CommandFailure) -> Session {
    let session = try session()
    if command.check, let finding = FiniteCheck.finding(in: session, command.mode.mode) {
      throw .notFinite(path: finding.path, count: finding.count)
    }
    return session
  }

  // MARK: - One layer

  private func measured(layer path: String) throws(CommandFailure) -> Answer {
    if command.check { _ = try checkedSession() }
    let benchmark = try planning("\(path) of \(network.name)") { () throws(PlanFailure) in
      try LayerBenchmark(path, in: network, options, isCold: command.cold, clock: clock)
    }
    let roofline = roofline()
    var answer = Answer()
    guard let result = timed(benchmark.run(_:isInterrupted:progress:), &answer) else {
      return answer
    }
    let forward = result.passes.first { $0.pass == .forward }
    answer.text = Numbers.fixed(forward?.times.median.milliseconds ?? 0, decimals: 4) + "\n"
    if let roofline {
      answer.text = LayerBenchReport(result, model: network.name, machine, roofline)
        .text(command.output.format, styled: command.output.isStyled)
    }
    return answer
  }

  // MARK: - Running

  private func timed<Result>(
    _ run: (Benchmark.Limits, () -> Bool, (Int) -> Void) -> Result?, _ answer: inout Answer
  ) -> Result? {
    let progress = Progress(isShown: !command.quiet)
    let result = run(command.limits, { interruption.isRequested }, progress.show)
    progress.end()
    if interruption.isRequested { answer.exitCode = 130 }
    return result
  }

  private func roofline() -> Roofline? {
    command.quiet ? nil : Roofline(threads: command.execution.threadCount, clock: clock)
  }

  private var input: Shape { command.model.input(for: architecture) }

  private var options: PlanOptions {
    let sizes = input.values ?? []
    return PlanOptions(
      batch: sizes[0], height: sizes[2], width: sizes[3],
      purpose: command.mode.mode == .inference ? .inference : .training, fusion: command.plan,
      algorithm: command.execution.algorithm, threads: command.execution.threadCount,
      pinsThreads: true)
  }

  private func session() throws(CommandFailure) -> Session {
    try planning(network.name) { () throws(PlanFailure) in
      try Session(ExecutionPlan(network, options))
    }
  }

  private func planning<Planned>(
    _ subject: String, _ body: () throws(PlanFailure) -> Planned
  ) throws(CommandFailure) -> Planned {
    do {
      return try body()
    } catch {
      // An input that the network refuses is told with the sizes that it accepts.
      if case .shape = error { _ = try NamedArchitecture.shapes(of: network, [.float(input)]) }
      throw .plan(subject, error)
    }
  }
}
