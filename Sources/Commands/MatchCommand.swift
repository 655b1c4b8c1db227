import ArgumentParser
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAONNX
import RLAQueries
import RLAReports

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "match",
    abstract: "Find what a published number counts: which convention, unit and input size.",
    discussion: """
      Tries every architecture under every counting convention, as powers of 1000 and of 1024, as \
      counted and at two FLOPs per multiply-add, at the input sizes that papers use. Without a figure, \
      --params ranks the architectures by their parameters.
      """)

  @Argument(help: "The published operations as printed, for example 4.17G.")
  var figure: String?

  @Option(
    help: ArgumentHelp("The published parameters as printed, for example 24.67M.", valueName: "n"))
  var params: String?

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "Only this architecture, 'classifiers', 'detectors', or an architecture file. Repeat for several.",
      valueName: "name"),
    completion: .architectures)
  var architectures: [String] = []

  @Option(
    help: ArgumentHelp(
      "The figures are what a network has more than this one.", valueName: "name"),
    completion: .architectures)
  var over: String?

  @Option(
    help: ArgumentHelp(
      "Only these input sizes, the likeliest first; by default those that papers use.",
      valueName: "S|HxW|a:b:step,…"))
  var inputSize: String?

  @Option(
    help: ArgumentHelp("Answers to show; by default 12.", valueName: "n"),
    transform: PositiveNumber.parse)
  var limit = 12

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in try report() }
  }

  private func report() throws(CommandFailure) -> String {
    let printed = try params.map { text throws(CommandFailure) in
      PublishedFigure(try Amount.reading(text, from: "--params"))
    }
    if let figure {
      let amount = try Amount.reading(figure, from: "The figure")
      let baseline = try over.map { name throws(CommandFailure) in
        try candidate(RequestedNetwork(name))
      }
      let search = FigureSearch(
        PublishedFigure(amount), parameters: printed, among: try candidates(), sizes: try sizes(),
        over: baseline)
      return MatchReport(search, figure: figure, parameters: params, limit: limit)
        .text(output.format, on: output.page)
    }
    guard let params, let printed else { throw .explanation(.nothingToMatch) }
    if inputSize != nil { throw .explanation(.sizeWithoutFigure) }
    if over != nil { throw .explanation(.baselineWithoutFigure) }
    let search = ParameterSearch(printed, among: try candidates())
    return ParameterMatchReport(search, parameters: params, limit: limit)
      .text(output.format, on: output.page)
  }

  private func sizes() throws(CommandFailure) -> [NumberList.Size]? {
    guard let inputSize else { return nil }
    return try NumberList.sizes(inputSize, from: "--input-size")
  }

  private func candidates() throws(CommandFailure) -> [FigureSearch.Candidate] {
    let words = architectures.isEmpty ? ["all"] : architectures
    var candidates: [FigureSearch.Candidate] = []
    for request in try RequestedNetwork.distinct(words) {
      candidates.append(try candidate(request))
    }
    return candidates
  }

  private func candidate(_ request: RequestedNetwork) throws(CommandFailure)
    -> FigureSearch.Candidate
  {
    let named = try NamedArchitecture(
      request, stateChannels: nil, classes: nil, wiring: nil, detector: nil)
    let network = named.network
    let candidate = FigureSearch.Candidate(
      entry: named.entry, network: network, frozenLayers: network.frozenLayers,
      standardSize: named.architecture.standardInput,
      parametersBeforeExport: named.imported?.imported.traces.torchParameters)
    // Only files leave other sizes open than those of images.
    if figure != nil, named.imported != nil {
      let open = candidate.openSizes
      if !open.isEmpty { throw .explanation(.openMatch(network.name, open)) }
    }
    return candidate
  }
}
