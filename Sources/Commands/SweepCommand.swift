import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Tabulate or plot costs over input sizes, state channels, classes and batch sizes.",
    discussion: """
      Lists such as 12,24,32 and ranges such as 192:512:32, both ends included, make a grid. \
      Columns: N, H, W, k, classes, with --bench latency, and the figures \
      \(Figure.all.map { $0.alias ?? $0.key }.joined(separator: ", ")).
      """)

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Input sizes; by default 224, 1280x800 for detectors.", valueName: "S|HxW|a:b:step,…"))
  var inputSize: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Images per batch.", valueName: "n|a:b:step,…"))
  var batch = "1"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Channels of the recurrent state, k.", valueName: "n|a:b:step,…"))
  var rlaChannels: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("Classes.", valueName: "n|a:b:step,…"))
  var classes: String?

  @Option(
    help: ArgumentHelp("Figures to show, in order.", valueName: "name,…"))
  var columns = "parameters,macs,activations,peak,training"

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
    help: ArgumentHelp("Draw two columns as an SVG instead of a table.", valueName: "x,y"))
  var plot: String?

  @OptionGroup var units: UnitOptions

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
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if !bench, benchRuns != nil || !execution.areStandard {
      throw ValidationError(Wording.benchAlone)
    }
  }

  /// Whether nothing asks for another format than that of plots.
  private var isPlotFile: Bool {
    guard output.wantedFormat ?? .table == .table else { return false }
    guard let file = output.output, file != Output.standard else { return true }
    return file.lowercased().hasSuffix(".svg")
  }

  func run() throws {
    try output.write { () throws(CommandFailure) in
      if plot != nil, !isPlotFile { throw .explanation(.formatOfPlot) }
      let grid = try grid(standard: network.named().architecture.standardInput)
      let named = try general(grid)
      let columns = try columns(of: grid)
      let profile = try named.symbolicProfile(try named.imageInputs(network.inputs))
      var sweep = try Sweep.evaluating(profile, over: grid, columns)
      let latency = try measurement?.measure(&sweep)
      if let sort = columns.sort { sweep.sort(by: sort.column, ascending: sort.isAscending) }
      let report = SweepReport(
        model: named.architecture.network.name, sweep, pareto: columns.front, latency: latency,
        prefix: units.units)
      if let plot = columns.plot { return report.plot(plot.x, plot.y) }
      return report.text(output.format, styled: output.isStyled)
    }
  }

  private func columns(of grid: SweepGrid) throws(CommandFailure) -> SweepColumns {
    let request = SweepColumns.Request(
      coordinates: grid.symbols.map(\.name), columns: columns, condition: condition, sort: sort,
      front: pareto, plot: plot, hasLatency: bench)
    do throws(SweepColumns.Failure) {
      return try SweepColumns(request)
    } catch {
      throw .explanation(.columns(error))
    }
  }

  private var measurement: SweepMeasurement? {
    guard bench else { return nil }
    return SweepMeasurement(
      network: network, execution: execution,
      runs: benchRuns ?? SweepMeasurement.standardRuns)
  }

  private func grid(
    standard: (height: Int, width: Int)
  ) throws(CommandFailure) -> SweepGrid {
    let sizes = try inputSize.map { text throws(CommandFailure) in
      try NumberList.sizes(text, from: "--input-size")
    }
    var grid = SweepGrid(
      batches: try NumberList.numbers(batch, from: "--batch"),
      sizes: sizes ?? [NumberList.Size(height: standard.height, width: standard.width)])
    if let rlaChannels {
      grid.stateChannels = try NumberList.numbers(rlaChannels, from: "--rla-channels")
    }
    if let classes { grid.classes = try NumberList.numbers(classes, from: "--classes") }
    guard let count = grid.count, count <= SweepGrid.limit else {
      throw .explanation(.hugeGrid(limit: SweepGrid.limit))
    }
    if bench, count > SweepMeasurement.pointLimit {
      throw .explanation(.hugeBench(points: count, limit: SweepMeasurement.pointLimit))
    }
    return grid
  }

  /// The network with what the grid sweeps as symbols.
  private func general(_ grid: SweepGrid) throws(CommandFailure) -> NamedArchitecture {
    // A name that fixes k takes its own number and nothing else.
    if let channels = grid.stateChannels, let k = channels.first, channels.count == 1 {
      _ = try network.named(stateChannels: Dim(k))
    }
    do throws(CommandFailure) {
      return try network.named(
        stateChannels: grid.stateChannels.map { _ in Dim(.stateChannels) },
        classes: grid.classes.map { _ in Dim(.classes) })
    } catch {
      guard case .stateChannels(_, .fixed(let k)) = error, grid.stateChannels == [k] else {
        throw error
      }
      return try network.named(classes: grid.classes.map { _ in Dim(.classes) })
    }
  }
}

extension Sweep {
  fileprivate static func evaluating(
    _ profile: Profile, over grid: SweepGrid, _ columns: SweepColumns
  ) throws(CommandFailure) -> Sweep {
    do throws(Sweep.Failure) {
      return try Sweep(profile, over: grid, columns.vocabulary, where: columns.condition)
    } catch {
      throw .explanation(.sweep(error, symbols: grid.symbols))
    }
  }
}
