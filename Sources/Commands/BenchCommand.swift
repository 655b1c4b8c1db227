import ArgumentParser
import RLAExecution
import RLAPlots
import RLAQueries
import RLAReports

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "bench",
    abstract: "Run networks and report where the time goes.",
    discussion: """
      Modes: 'inference' is the forward pass with running statistics; 'forward-backward' is the \
      forward and the backward pass; 'training' adds the optimizer step (momentum 0.9, weight \
      decay 1e-4). The weights of a model are those of its file; others are synthetic, so no file is \
      needed. Several networks have a row \
      each; --where and --sort know latency, \
      \(BenchSelection.measuredNames.joined(separator: ", ")) and the figures of 'sweep'. A \
      measurement that other load disturbs is repeated, up to \(attempts) times in all, \
      and marked if it stays so.
      """)

  @OptionGroup(title: "Network") var network: NetworkNames
  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var memory: MemoryOptions
  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Execution") var tuning: TuningOptions
  @OptionGroup(title: "Rows") var rows: BenchRowOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Output") var trace: TraceOptions

  @Option(
    help: """
      Draw instead of a table: 'roofline', the steps beside what the machine can do at most.
      """)
  var plot: BenchPlot?

  @OptionGroup(title: "Plot") var look: PlotLook

  @Option(help: "What a run is: forward; forward and backward; a whole training step.")
  var mode = BenchMode(.inference)

  @Option(help: "Fused steps, or every node of the graph by itself as PyTorch runs it.")
  var plan = PlanOptions.Fusion.fused

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Runs before the clock starts, for at most half of --seconds; by default 3.", valueName: "n"),
    transform: PositiveNumber.parseOrZero)
  var warmup = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Timed runs; by default 50, or as many as --seconds allows.", valueName: "n"),
    transform: PositiveNumber.parse)
  var runs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after this time in all; by default 10, none with --runs.", valueName: "s"),
    transform: PositiveNumber.parse)
  var seconds: Int?

  @Option(
    help: ArgumentHelp(
      "Run one layer alone: forward and each gradient; of a module, show only its layers.",
      valueName: "path"))
  var layer: String?

  @Flag(
    help: """
      With --layer: run the layer by every algorithm that can, and compare times and errors; \
      gradients with --mode training.
      """)
  var algorithms = false

  @Flag(help: "Flush the caches before every run.")
  var cold = false

  @Flag(help: "Look for values that are not finite, and name the first layer that made one.")
  var check = false

  @Flag(
    help: """
      Print only the median in milliseconds: of the whole network, or of one layer's forward pass.
      """)
  var quiet = false

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Show the networks that meet a condition, such as 'latency < 5ms and macs < 1G'.",
      valueName: "condition"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "Put the networks with the largest value of a figure first, or the rows of one network by \(BenchOrder.names); name:asc the smallest.",
      valueName: "name"))
  var sort: String?

  @Option(
    help: ArgumentHelp("Compare with a report saved as JSON.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var compare: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --compare: exit with 1 where new / old is larger, beyond the noise; by default never.",
      valueName: "ratio"
    ))
  var failAbove: Double?

  func validate() throws {
    try memory.requireFloat32()
    if failAbove != nil, compare == nil { throw ValidationError(Wording.failAboveAlone) }
    if let failAbove, !(failAbove > 0) { throw ValidationError(Wording.invalidRatio(failAbove)) }
    if quiet, output.wantedFormat != nil { throw ValidationError(Wording.quietFormat) }
    if quiet, let option = rows.given { throw ValidationError(Wording.quietRows(option)) }
    if algorithms, let clash = algorithmsClash { throw ValidationError(clash) }
    try trace.require(beside: output, layer: layer)
    try requirePlot()
  }

  private func requirePlot() throws {
    if plot == nil { return try look.requireUnused() }
    let others = [
      (quiet, "--quiet"), (compare != nil, "--compare"), (algorithms, "--algorithms"),
    ]
    if let option = others.first(where: \.0) {
      throw ValidationError(Wording.optionOfPlot(option.1))
    }
  }

  /// Why `--algorithms` cannot apply; nil where it can.
  private var algorithmsClash: String? {
    if layer == nil { return Wording.algorithmsWithoutLayer }
    let others = [
      (quiet, "--quiet"), (check, "--check"), (!tuning.isOn, "--no-tune"),
      (execution.algorithm == .exact, "--algorithm exact"),
    ]
    return others.first(where: \.0).map { Wording.algorithmsWith($0.1) }
  }

  func run() throws {
    if mode.isOldWord { Output.remark(Wording.renamedMode) }
    var answer = BenchAnswer()
    if plot == nil {
      try output.write { () throws(CommandFailure) in
        answer = try measured()
        return answer.text
      }
    } else {
      try output.write(look) { () throws(CommandFailure) in
        answer = try measured()
        guard let plot = answer.plot else { preconditionFailure("What is measured has a plot.") }
        return plot.scene(on: look.page)
      }
    }
    for (file, text) in answer.files { try file.write(text) }
    for remark in answer.remarks { Output.remark(remark) }
    if answer.exitCode != 0 { throw ExitCode(answer.exitCode) }
  }

  private func measured() throws(CommandFailure) -> BenchAnswer {
    try trace.requireEndings()
    let models = try model.models(network.requested())
    let order = models.count == 1 ? rowOrder : nil
    let selection = try selection(sort: order == nil ? sort : nil)
    let machine = try execution.machine()
    if models.count > 1 || !selection.isEverything {
      return try BenchSeries(self, models, selection, machine).answer()
    }
    return try BenchMeasurement(self, models[0], machine, order).answer()
  }

  /// What the rows of one network are ordered by, where `--sort` names it.
  private var rowOrder: BenchOrder? {
    condition == nil ? sort.flatMap(BenchOrder.init(named:)) : nil
  }

  private func selection(sort: String?) throws(CommandFailure) -> BenchSelection {
    do throws(SweepColumns.Failure) {
      return try BenchSelection(where: condition, sort: sort)
    } catch {
      throw .explanation(.columns(error))
    }
  }

  /// How the networks are measured.
  var settings: BenchSettings {
    BenchSettings(
      model: model, execution: execution, tuning: tuning, mode: mode.mode, plan: plan,
      isCold: cold, weights: weights)
  }

  /// How often a disturbed measurement is made in all.
  static let attempts = 3

  /// By default 50 runs, but no more than 10 seconds.
  var limits: Benchmark.Limits {
    Benchmark.Limits(
      warmup: warmup, runs: runs ?? (seconds == nil ? 50 : .max),
      duration: seconds.map { .seconds($0) } ?? (runs == nil ? .seconds(10) : nil),
      attempts: Self.attempts)
  }
}
