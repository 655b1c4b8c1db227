import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLAExecution
import RLAFormats
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Run a network for real and tell where the time goes.",
    discussion: """
      Modes: 'inference' is the forward pass with running statistics; 'forward' is the forward \
      and the backward pass; 'training' adds the step of the optimizer (momentum 0.9, weight \
      decay 1e-4). Weights come from a formula, so no file is needed.
      """)

  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(help: "What a run is: forward; forward and backward; a whole training step.")
  var mode = Benchmark.Mode.inference

  @Option(help: "Fused steps, or every node of the graph by itself as PyTorch runs it.")
  var plan = PlanOptions.Fusion.fused

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Runs before the clock starts.", valueName: "n"),
    transform: PositiveNumber.parser("--warmup"))
  var warmup = 3

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Timed runs.", valueName: "n"),
    transform: PositiveNumber.parser("--runs"))
  var runs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stop after this time; by default 10.", valueName: "s"),
    transform: PositiveNumber.parser("--seconds"))
  var seconds: Int?

  @Option(
    help: ArgumentHelp(
      "Run one layer alone: forward and each gradient; of a module, show only its layers.",
      valueName: "path"))
  var layer: String?

  @Flag(help: "Flush the caches before every run.")
  var cold = false

  @Flag(help: "Look for values that are not finite, and name the first layer that made one.")
  var check = false

  @Flag(
    help: "Print only the median in milliseconds: of the whole net, or of one layer's forward pass."
  )
  var quiet = false

  @Option(
    help: ArgumentHelp("Compare with a report saved as JSON.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var compare: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With --compare: fail where new / old is larger.", valueName: "ratio"))
  var failAbove: Double?

  func validate() throws {
    if failAbove != nil, compare == nil { throw ValidationError(Wording.failAboveAlone) }
    if let failAbove, !(failAbove > 0) { throw ValidationError(Wording.invalidRatio(failAbove)) }
    if model.architectures.count > 1 { throw ValidationError(Wording.oneNetwork) }
  }

  func run() throws {
    let interruption = Interruption()
    var code: Int32 = 0
    try output.write { () throws(CommandFailure) in
      let machine = try execution.machine()
      let old = try compare.map { path throws(CommandFailure) in try Self.saved(path) }
      let clock = ContinuousClock()
      if let path = layer, try isolates(path) {
        let (text, isInterrupted) = try measure(path, machine, clock, interruption)
        if isInterrupted { code = 130 }
        return text
      }
      let session = try session()
      if check { try checkValues(session) }
      let roofline = quiet ? nil : Roofline(threads: execution.threadCount, clock: clock)
      let progress = Progress(isShown: !quiet)
      let result = Benchmark(session, mode, isCold: cold, clock: clock).run(
        limits, isInterrupted: { interruption.isRequested }, progress: progress.show)
      progress.end()
      if interruption.isRequested { code = 130 }
      guard let result else { return "" }
      var text = Numbers.fixed(result.whole.median.milliseconds, decimals: 3) + "\n"
      if let roofline {
        text = BenchReport(result, machine, roofline, layer: layer)
          .text(output.format, styled: output.isStyled)
      }
      guard let old else { return text }
      let comparison = BenchComparison(result, old)
      if code == 0, let failAbove, comparison.ratio > failAbove { code = 1 }
      if output.format == .json || quiet {
        Output.note(comparison.text)
        return text
      }
      return text + comparison.text
    }
    if code != 0 { throw ExitCode(code) }
  }

  private var limits: Benchmark.Limits {
    Benchmark.Limits(
      warmup: warmup, runs: runs ?? (seconds == nil ? 50 : .max),
      duration: seconds.map { .seconds($0) } ?? (runs == nil ? .seconds(10) : nil))
  }

  // MARK: - One layer

  /// Whether the path names a layer that can run alone.
  private func isolates(_ path: String) throws(CommandFailure) -> Bool {
    let network = try named().architecture.network
    guard LayerBenchmark.canIsolate(path, in: network) else { return false }
    if compare != nil { throw .layerComparison(path) }
    return true
  }

  private func measure(
    _ path: String, _ machine: Machine, _ clock: ContinuousClock, _ interruption: Interruption
  ) throws(CommandFailure) -> (text: String, isInterrupted: Bool) {
    let network = try named().architecture.network
    if check { try checkValues(session()) }
    let options = try options()
    let benchmark = try planning("\(path) of \(network.name)") { () throws(PlanFailure) in
      try LayerBenchmark(path, in: network, options, isCold: cold, clock: clock)
    }
    let roofline = quiet ? nil : Roofline(threads: execution.threadCount, clock: clock)
    let progress = Progress(isShown: !quiet)
    let result = benchmark.run(
      limits, isInterrupted: { interruption.isRequested }, progress: progress.show)
    progress.end()
    let isInterrupted = interruption.isRequested
    guard let result else { return ("", isInterrupted) }
    guard let roofline else {
      let forward = result.passes.first { $0.pass == .forward }
      return (
        Numbers.fixed(forward?.times.median.milliseconds ?? 0, decimals: 4) + "\n", isInterrupted
      )
    }
    let report = LayerBenchReport(result, model: network.name, machine, roofline)
    return (report.text(output.format, styled: output.isStyled), isInterrupted)
  }

  // MARK: - The network

  private func named() throws(CommandFailure) -> NamedArchitecture {
    guard let named = try model.models().first else { throw .noMatch(filter: "") }
    return named
  }

  private func options() throws(CommandFailure) -> PlanOptions {
    let sizes = model.input(for: try named().architecture).values ?? []
    return PlanOptions(
      batch: sizes[0], height: sizes[2], width: sizes[3],
      purpose: mode == .inference ? .inference : .training, fusion: plan,
      algorithm: execution.algorithm, threads: execution.threadCount,
      pinsThreads: true)
  }

  private func session() throws(CommandFailure) -> Session {
    let network = try named().architecture.network
    if let layer, !network.nodes.contains(where: { network.path(of: $0).isUnder(layer) }) {
      throw .unknownPath(layer, in: network)
    }
    let options = try options()
    return try planning(network.name) { () throws(PlanFailure) in
      try Session(ExecutionPlan(network, options))
    }
  }

  private func planning<Planned>(
    _ subject: String, _ body: () throws(PlanFailure) -> Planned
  ) throws(CommandFailure) -> Planned {
    do {
      return try body()
    } catch {
      let named = try named()
      let network = named.architecture.network
      guard case .shape(let failure) = error else { throw .plan(subject, error) }
      let input = model.input(for: named.architecture)
      throw .refusedInput(
        network, input: input, failure, accepted: try? InferredShapes.acceptedSizes(of: network),
        isAccident: InferredShapes.runsByStretching(network, input: input))
    }
  }

  private func checkValues(_ session: Session) throws(CommandFailure) {
    let check = FiniteCheck()
    let options = session.plan.options
    session.setInput(
      0, SyntheticValues.input(options.batch * 3 * options.height * options.width))
    session.observer = check
    session.forward()
    if mode != .inference {
      _ = session.loss(
        labels: SyntheticValues.labels(options.batch, classes: session.plan.classes))
      session.backward()
    }
    session.observer = nil
    if let finding = check.finding {
      throw .notFinite(path: finding.path, count: finding.count)
    }
  }

  private static func saved(_ path: String) throws(CommandFailure) -> SavedBench {
    let text = try InputFile.text(path)
    guard let saved = SavedJSON.decode(SavedBench.self, from: text), saved.isWellFormed else {
      throw .noBenchReport(path)
    }
    return saved
  }
}

extension String {
  fileprivate func isUnder(_ path: String) -> Bool { self == path || hasPrefix(path + ".") }
}
