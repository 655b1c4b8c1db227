import ArgumentParser
import RLAAnalysis
import RLAPlots
import RLAQueries
import RLAReports
import RLAText

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "profile",
    abstract: "Count parameters, operations and memory of a network (the default command).",
    discussion: """
      One network prints a header and a table of its modules; several print a row each.
      Columns: \(ProfileColumn.allCases.map { "\($0.rawValue) (\($0.summary))" }
        .joined(separator: "; ")).
      """)

  @OptionGroup(title: "Network") var network: NetworkNames
  @OptionGroup(title: "Network") var model: ModelOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var rows: ProfileRowOptions
  @OptionGroup var counting: ConventionOptions
  @OptionGroup var units: UnitOptions

  @Option(
    help: ArgumentHelp(
      "Do not train a module and what it contains. Repeat for several.", valueName: "path"))
  var freeze: [String] = []

  @Option(help: "The optimizer, for the memory of training; by default momentum.")
  var optimizer: Optimizer?

  @OptionGroup var memory: MemoryOptions

  @OptionGroup var coverage: CoverageOptions

  @Option(
    name: .customLong("assert"),
    help: ArgumentHelp(
      "Exit with 1 if a condition such as 'macs <= 4.5G' does not hold. Repeat for several.",
      valueName: "condition"))
  var assertions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Draw instead of a table: memory, memory:training, or areas as icicle or treemap, by MACs or another column, as in 'treemap:parameters'.",
      valueName: "plot"), transform: ProfilePlot.parse)
  var plot: ProfilePlot?

  @OptionGroup(title: "Plot") var look: PlotLook

  @Option(
    help: ArgumentHelp(
      "Write the calls by module as stacks for flame graph tools.", valueName: "file"),
    completion: .file())
  var folded: String?

  @Option(
    help: ArgumentHelp(
      "What the stacks count: a column or a number of a convention; by default macs.",
      valueName: "name"), transform: StackMeasure.parse)
  var foldedBy: CostMeasure?

  private var foldedFile: SideFile? { SideFile("--folded", folded, endings: ["txt"]) }

  /// Whether more than one network is named.
  private var isList: Bool {
    (network.names + network.architectures).flatMap(RequestedNetwork.names).count > 1
  }

  func validate() throws {
    if output.format == .json, rows.columns != nil { throw ValidationError(Wording.columnsInJSON) }
    if output.format == .csv, optimizer != nil, !(isList && !rows.areWanted) {
      throw ValidationError(Wording.optimizerInCSV)
    }
    try units.require(for: output.format)
    if foldedBy != nil, folded == nil { throw ValidationError(Wording.foldedByAlone) }
    try SideFile.requireApart([foldedFile], answer: output)
    try requirePlot()
  }

  /// Refuses what does not go with a plot, and what only a plot has.
  private func requirePlot() throws {
    guard let plot else { return try look.requireUnused() }
    let others = [
      (rows.by != nil, "--by"), (rows.depth != nil, "--depth"), (rows.layers, "--layers"),
      (rows.columns != nil, "--columns"),
      (rows.sort != nil, "--sort"), (rows.patterns.patterns != nil, "--patterns"),
      (!counting.convention.isEmpty, "--convention"), (units.wanted != nil, "--units"),
    ]
    if let option = others.first(where: \.0) {
      throw ValidationError(Wording.optionOfPlot(option.1))
    }
    let isMemory = if case .trainingMemory = plot { true } else { false }
    if optimizer != nil, !isMemory { throw ValidationError(Wording.trainingOfPlot("--optimizer")) }
    if memory.dtype != .float32, !plot.isOfBytes {
      throw ValidationError(Wording.bytesOfPlot(memory.dtype))
    }
    if !freeze.isEmpty, !plot.isOfTraining {
      throw ValidationError(Wording.trainingOfPlot("--freeze"))
    }
  }

  func run() throws {
    var checks: [Assertion] = []
    var models: [ProfiledModel] = []
    var refusing: [String] = []
    var stacks: FoldedStacks?
    func profile() throws(CommandFailure) -> ProfileOptions {
      checks = try Assertion.reading(assertions)
      try foldedFile?.requireEnding()
      let options = try options()
      (models, refusing) = try model.profiled(
        requested(), freezing: freeze, optimizer: optimizer ?? .momentum, precision: memory.dtype)
      UntilExit.keep(models)
      try check(models, options.conventions)
      if folded != nil { stacks = try self.stacks(models) }
      return options
    }
    if let plot {
      try output.write(look) { () throws(CommandFailure) in
        _ = try profile()
        return try drawn(plot, models)
      }
    } else {
      try output.write { () throws(CommandFailure) in
        let options = try profile()
        return try text(models, options)
      }
    }
    if let stacks { try foldedFile?.write(stacks.text) }
    if !refusing.isEmpty {
      Output.remark(Wording.refusing(refusing, of: models.count + refusing.count))
    }
    try Assertion.check(checks, on: models)
    if !refusing.isEmpty { throw ExitCode(CommandFailure.refusedInputCode) }
  }

  /// A row for each of several networks, or the rows of each where something asks for them.
  private func text(
    _ models: [ProfiledModel], _ options: ProfileOptions
  ) throws(CommandFailure) -> String {
    if isList, output.format != .json, !rows.areWanted {
      if let column = rows.columns?.first(where: ProfileColumn.ofRows.contains) {
        throw .columnOfRows(column.rawValue)
      }
      return SummaryReport(models, options, showsTraining: optimizer != nil || !freeze.isEmpty)
        .text(output.format, on: output.page)
    }
    let parts = models.map { model in
      ProfileReport(model, Breakdown(model.profile, by: rows.grouping), options)
        .part(output.format)
    }
    // CSV names its network even where there is one, so that tables of several runs can be joined.
    return ReportList(parts, isList: isList || output.format == .csv)
      .text(output.format, on: output.page)
  }

  /// What is shown; without a choice, MACs for people and every convention in JSON.
  private func options() throws(CommandFailure) -> ProfileOptions {
    ProfileOptions(
      conventions: try counting.chosen() ?? (output.format == .json ? Convention.all : [.macs]),
      columns: rows.columns ?? ProfileColumn.standard, sort: rows.sort, prefix: units.prefix)
  }

  private func requested() throws(CommandFailure) -> [RequestedNetwork] {
    for name in network.names where !NamedArchitecture.exists(name) {
      if let command = likelyName(for: name, in: RLAProfile.commandNames) {
        throw .unknownCommand(name, suggestion: command)
      }
    }
    return try network.requested()
  }

  private func check(
    _ models: [ProfiledModel], _ conventions: [Convention]
  ) throws(CommandFailure) {
    for model in models {
      if let norm = model.untrainableNorm, asksForTraining {
        throw .untrainable(model.name, norm)
      }
      try coverage.check(model.profile, conventions.flatMap(\.measures))
    }
  }

  private func drawn(
    _ plot: ProfilePlot, _ models: [ProfiledModel]
  ) throws(CommandFailure) -> PlotScene {
    guard let model = models.first, models.count == 1 else {
      throw .oneNetworkOnly(option: "--plot")
    }
    let scene: PlotScene?
    switch plot {
    case .memory: scene = MemoryPlot.inference(of: model)?.scene(on: look.page)
    case .trainingMemory: scene = MemoryPlot.training(of: model)?.scene(on: look.page)
    case .areas(let form, let measure):
      try coverage.check(model.profile, measure.measures)
      scene = CostPlot.areas(of: model, by: measure, form)?.scene(on: look.page)
    }
    guard let scene else { throw .plot(.openSizes(model.name)) }
    return scene
  }

  private func stacks(_ models: [ProfiledModel]) throws(CommandFailure) -> FoldedStacks {
    guard let model = models.first, models.count == 1 else {
      throw .oneNetworkOnly(option: "--folded")
    }
    let measure = foldedBy ?? .macs
    try coverage.check(model.profile, measure.measures)
    guard let stacks = FoldedStacks(model.profile, by: measure) else {
      throw .plot(.openSizes(model.name))
    }
    return stacks
  }

  /// Whether an option is about nothing but training.
  private var asksForTraining: Bool {
    plot?.isOfTraining == true || foldedBy?.isOfTraining == true || optimizer != nil
      || !freeze.isEmpty
      || (rows.columns ?? []).contains(where: ProfileColumn.ofTraining.contains)
  }
}
