import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAPlots
import RLAQueries
import RLAReports
import RLAText

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "compare",
    abstract: "Compare networks, or a network with a saved JSON report, side by side.",
    discussion: """
      Two networks are also compared call by call. Save a report with 'rla-profile -a NAME \
      --format json -o report.json'. Of two files of weights (.pth, .safetensors) the tensors are \
      compared: which moved, and how far.
      """)

  @Argument(
    help:
      "Networks, architecture files, saved reports (.json) or files of weights, the reference first.",
    completion: .architectures)
  var names: [String] = []

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A further name, group of names, file or report, behind the others. Repeat for several.",
      valueName: "name"),
    completion: .architectures)
  var architectures: [String] = []

  @OptionGroup(title: "Network") var model: ModelOptions

  @OptionGroup var counting: ConventionOptions
  @OptionGroup var coverage: CoverageOptions

  @Flag(help: "List every call that differs.")
  var layers = false

  @OptionGroup var units: UnitOptions

  @Option(
    help: ArgumentHelp(
      "Draw a point for each network instead of a table: two figures of 'sweep', 'latency' with --bench, 'top1-error' or 'top5-error'.",
      valueName: "x:y"))
  var plot: String?

  @OptionGroup(title: "Plot") var look: PlotOptions

  @Flag(help: "Measure the inference forward pass of each network: rows 'latency'.")
  var bench = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Timed runs of each network; by default \(CompareMeasurement.standardRuns).", valueName: "n"),
    transform: PositiveNumber.parse)
  var benchRuns: Int?

  @OptionGroup(title: "Execution, with --bench") var execution: ExecutionOptions
  @OptionGroup(title: "Execution, with --bench") var tuning: TuningOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try units.require(for: output.format)
    if !bench, benchRuns != nil || !execution.areStandard || !tuning.areStandard {
      throw ValidationError(Wording.benchAlone)
    }
    try requirePlot()
  }

  private func requirePlot() throws {
    if plot == nil { return try look.requireUnused() }
    let others = [
      (layers, "--layers"), (!counting.convention.isEmpty, "--convention"),
      (units.wanted != nil, "--units"),
    ]
    if let option = others.first(where: \.0) {
      throw ValidationError(Wording.optionOfPlot(option.1))
    }
  }

  func run() throws {
    var comparison = Comparison()
    if plot == nil {
      try output.write { () throws(CommandFailure) in
        if let weights = try WeightsComparison(self) { return try weights.text() }
        return try report(&comparison, measures: []).text(output.format, on: output.page)
      }
    } else {
      try output.write(look.look) { () throws(CommandFailure) in try drawn(&comparison) }
    }
    if let lacking = comparison.lacking { Output.remark(lacking) }
    if comparison.kept.isInterrupted { throw ExitCode(130) }
    try CommandFailure.end(comparison.refusing, of: comparison.count)
  }

  /// How a comparison went.
  private struct Comparison {
    let kept = KeptRuns()
    /// Networks that do not accept the input, of so many in all.
    var refusing: [String] = []
    var count = 0
    /// Says which networks a plot lacks.
    var lacking: String?
  }

  /// The networks that accept the input, side by side.
  private func report(
    _ comparison: inout Comparison, measures: [PlotMeasure]
  ) throws(CommandFailure) -> CompareReport {
    let conventions = try counting.chosen() ?? [.macs]
    let shown =
      plot == nil ? conventions.flatMap(\.measures) : measures.compactMap(\.convention)
    var models: [ComparedModel] = []
    var accepted: [RequestedNetwork] = []
    var refusal: CommandFailure?
    for request in try requested() {
      do throws(CommandFailure) {
        models += try compared(request, shown)
        accepted.append(request)
      } catch {
        // Two that are left can still be compared.
        guard case .refusedInput(let network, _, _, _, _, _) = error else { throw error }
        comparison.refusing.append(network.name)
        refusal = refusal ?? error
      }
    }
    comparison.count = models.count + comparison.refusing.count
    if models.count < 2, let refusal { throw refusal }
    if models.count < 2 { throw .explanation(.tooFewModels(models.count)) }
    try check(models)
    let latencies = try bench ? CompareMeasurement(self, comparison.kept).measured(accepted) : nil
    return CompareReport(
      models, conventions: conventions, prefix: units.prefix, showsLayers: layers,
      latencies: latencies)
  }

  private func drawn(_ comparison: inout Comparison) throws(CommandFailure) -> PlotScene {
    let (x, y) = try axes()
    // Files of weights have no plot.
    _ = try WeightsComparison(self)
    if [x, y].contains(where: \.isLatency) != bench {
      throw .plot(bench ? .unusedBench : .noLatency)
    }
    let report = try report(&comparison, measures: [x, y])
    let lacking = report.lacking(x, y)
    if lacking.count == comparison.count - comparison.refusing.count {
      throw .plot(.nothing(x: x.name, y: y.name))
    }
    if !lacking.isEmpty { comparison.lacking = Wording.lacking(lacking, x.name, y.name) }
    if let log = look.log, let column = report.measureWithoutLogarithm(x, y, log) {
      throw .explanation(.noLogarithm(column: column))
    }
    return report.plot(x, y, logarithmicAxes: look.log).scene(on: look.page)
  }

  private func axes() throws(CommandFailure) -> (x: PlotMeasure, y: PlotMeasure) {
    do throws(PlotMeasure.Failure) {
      return try PlotMeasure.pair(plot ?? "")
    } catch {
      throw .plot(.measures(error))
    }
  }

  private func requested() throws(CommandFailure) -> [RequestedNetwork] {
    var reports: Set<String> = []
    let words = names + architectures
    for word in words where word.lowercased().hasSuffix(".json") {
      if try Self.savedReports(word) != nil { reports.insert(word) }
    }
    return try RequestedNetwork.distinct(words) { !reports.contains($0) }
  }

  /// What does not apply to saved reports is refused rather than ignored.
  private func check(_ models: [ComparedModel]) throws(CommandFailure) {
    if layers, models.contains(where: { $0.savedReport != nil }) {
      throw .explanation(.layersOfReports)
    }
    if bench, models.contains(where: { $0.savedReport != nil }) {
      throw .explanation(.benchOfReports)
    }
    if let option = model.given.first, models.allSatisfy({ $0.savedReport != nil }) {
      throw .explanation(.optionOfReports(option))
    }
  }

  private func compared(
    _ request: RequestedNetwork, _ measures: [Convention.Measure]
  ) throws(CommandFailure) -> [ComparedModel] {
    let name = request.word
    if name.lowercased().hasSuffix(".json"), let reports = try Self.savedReports(name) {
      return reports.map { ComparedModel(.saved($0, path: name.printable)) }
    }
    let profiled = try NamedArchitecture(request, model).profiled(model)
    if profiled.profile.total.isOverflowed { throw .overflow(profiled.profile.network.name) }
    try coverage.check(profiled.profile, measures)
    return [ComparedModel(.profiled(profiled))]
  }

  /// The reports in a file; nil where it describes an architecture.
  private static func savedReports(_ path: String) throws(CommandFailure) -> [SavedReport]? {
    let text = try InputFile.text(path)
    if JSONDocument.hasMember("backbone", in: text) { return nil }
    do {
      return try SavedReport.reports(in: text)
    } catch {
      throw .explanation(.report(path, error))
    }
  }
}
