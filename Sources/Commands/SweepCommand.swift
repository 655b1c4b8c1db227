import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAPlots
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "sweep",
    abstract: "Tabulate or plot costs over input sizes, state channels, classes and batch sizes.",
    discussion: """
      Lists such as 12,24,32 and ranges such as 192:512:32, both ends included, make a grid. \
      Columns: N, H, W, k, classes, the names that --at gives, with --bench latency, and the figures \
      \(Figure.all.map { $0.alias ?? $0.key }.joined(separator: ", ")).
      """)

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Input sizes; by default 224, 1280x800 for detectors.", valueName: "S|HxW|a:b:step,…"))
  var inputSize: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images per batch; by default 1.", valueName: "n|a:b:step,…"))
  var batch: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels of the recurrent state, k; by default as the name says.", valueName: "n|a:b:step,…")
  )
  var rlaChannels: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Classes; by default as the name says.", valueName: "n|a:b:step,…"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Values of a free size by its name, for example 'sequence=32,64,128'. Repeat for several.",
      valueName: "name=n|a:b:step,…"),
    transform: SweptSize.init(parsing:))
  var at: [SweptSize] = []

  @Option(
    help: ArgumentHelp(
      "Figures to show, in order; by default \(SweepCommand.standardColumns).",
      valueName: "name,…"))
  var columns: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Keep the points that meet a condition.", valueName: "condition"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "Put the points with the largest value of a column first; name:asc the smallest.",
      valueName: "name"))
  var sort: String?

  @Option(
    help: ArgumentHelp(
      "Mark the points that no other beats in two columns; less is better unless name:max.",
      valueName: "name,name"))
  var pareto: String?

  @Option(
    help: ArgumentHelp("Draw two columns instead of a table.", valueName: "x,y"))
  var plot: String?

  @OptionGroup(title: "Plot") var look: PlotOptions
  @OptionGroup var memory: MemoryOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pad height and width to multiples of this, as detectors do; the padded sizes count.",
      valueName: "n"),
    transform: PositiveNumber.parse)
  var sizeDivisor: Int?

  @OptionGroup var units: UnitOptions
  @OptionGroup var coverage: CoverageOptions

  @Flag(
    help: """
      Measure each point: a column 'latency', the median time of the inference forward pass \
      in ms; at most \(SweepMeasurement.pointLimit) points.
      """)
  var bench = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Timed runs of each point; by default \(SweepMeasurement.standardRuns).", valueName: "n"),
    transform: PositiveNumber.parse)
  var benchRuns: Int?

  @OptionGroup(title: "Execution, with --bench") var execution: ExecutionOptions
  @OptionGroup(title: "Execution, with --bench") var tuning: TuningOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  private static let standardColumns = "parameters,macs,activations,peak,training"

  func validate() throws {
    try requireDifferent(at.map(\.name), of: "--at")
    if plot == nil {
      try units.require(for: output.format)
    } else if let option = tableOptions.first(where: \.isGiven) {
      throw ValidationError(Wording.tableOfPlot(option.name))
    }
    if plot == nil { try look.requireUnused() }
    if !bench, benchRuns != nil || !execution.areStandard || !tuning.areStandard {
      throw ValidationError(Wording.benchAlone)
    }
    if bench { try memory.requireFloat32() }
  }

  /// What only a table shows.
  private var tableOptions: [(name: String, isGiven: Bool)] {
    [("--columns", columns != nil), ("--sort", sort != nil), ("--units", units.wanted != nil)]
  }

  func run() throws {
    let kept = bench ? KeptRuns() : nil
    if plot == nil {
      try output.write { () throws(CommandFailure) in
        let (reports, isList, _) = try reports(kept)
        return ReportList(reports.map(\.part), isList: isList)
          .text(output.format, on: output.page)
      }
    } else {
      try output.write(look.look) { () throws(CommandFailure) in
        let (reports, _, axes) = try reports(kept)
        guard let axes else { preconditionFailure("A plot names its columns.") }
        try requireOneKind(reports)
        return try drawn(reports, axes.x, axes.y)
      }
    }
    if kept?.isInterrupted == true { throw ExitCode(130) }
  }

  private typealias Axes = (x: ConditionNames.Meaning, y: ConditionNames.Meaning)

  /// The sweep of each network, whether several were named, and the columns of the plot.
  private func reports(
    _ kept: KeptRuns?
  ) throws(CommandFailure) -> (reports: [SweepReport], isList: Bool, axes: Axes?) {
    let requests = try network.names.requested()
    var reports: [SweepReport] = []
    var axes: Axes?
    for request in requests where kept?.isInterrupted != true {
      let (report, columns) = try report(on: request, of: requests.count, kept)
      reports.append(report)
      axes = columns.plot
    }
    return (reports, requests.count > 1, axes)
  }

  private func drawn(
    _ reports: [SweepReport], _ x: ConditionNames.Meaning, _ y: ConditionNames.Meaning
  ) throws(CommandFailure) -> PlotScene {
    if let log = look.log {
      for report in reports {
        guard let column = report.columnWithoutLogarithm(x, y, log) else { continue }
        throw .explanation(.noLogarithm(column: column))
      }
    }
    return SweepReport.plot(reports, x, y, logarithmicAxes: look.log).scene(on: look.page)
  }

  /// The sweep of one network out of `count`, which share the limit of --bench.
  private func report(
    on request: RequestedNetwork, of count: Int, _ kept: KeptRuns?
  ) throws(CommandFailure) -> (SweepReport, SweepColumns) {
    var subject = try subject(request, of: count)
    let named = subject.named
    let profile = try named.symbolicProfile(subject.inputs, memory.dtype)
    try subject.complete(with: profile)
    try requireFew(subject.grid, networks: count)
    let columns = try columns(of: subject.grid)
    let measures = columns.vocabulary.figures.compactMap(\.measure)
    try coverage.check(profile, measures)
    var sweep = try Sweep.evaluating(
      profile, normsLearn: named.architecture.normsLearn, over: subject.grid, columns)
    let latency = try measurement(of: request, kept)?.measure(&sweep)
    if let sort = columns.sort { sweep.sort(by: sort.column, ascending: sort.isAscending) }
    let report = SweepReport(
      model: named.network.name, sweep,
      notes: named.notes(on: profile, measures), pareto: columns.front,
      latency: latency,
      precision: memory.dtype, sizeDivisor: sizeDivisor, prefix: units.prefix)
    return (report, columns)
  }

  private func columns(of grid: SweepGrid) throws(CommandFailure) -> SweepColumns {
    let request = SweepColumns.Request(
      coordinates: grid.symbols.map(\.name), columns: columns ?? Self.standardColumns,
      condition: condition, sort: sort, front: pareto, plot: plot, hasLatency: bench)
    do throws(SweepColumns.Failure) {
      return try SweepColumns(request)
    } catch {
      throw .explanation(.columns(error))
    }
  }

  private func measurement(
    of request: RequestedNetwork, _ kept: KeptRuns?
  ) -> SweepMeasurement? {
    guard let kept else { return nil }
    return SweepMeasurement(
      network: network, request: request, execution: execution, tuning: tuning,
      runs: benchRuns ?? SweepMeasurement.standardRuns, kept: kept)
  }
}

extension Sweep {
  fileprivate static func evaluating(
    _ profile: Profile, normsLearn: Bool, over grid: SweepGrid, _ columns: SweepColumns
  ) throws(CommandFailure) -> Sweep {
    do throws(Sweep.Failure) {
      return try Sweep(
        profile, over: grid, columns.vocabulary, where: columns.condition,
        normsLearn: normsLearn)
    } catch {
      throw .explanation(.sweep(error, symbols: grid.symbols))
    }
  }
}
