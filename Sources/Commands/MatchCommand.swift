import ArgumentParser
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports

struct MatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match",
    abstract: "Find what a published number counts: which convention, unit and input size.",
    discussion: """
      Tries every architecture under every counting convention, as powers of 1000 and of 1024, as \
      counted and at two FLOPs per multiply-add, at the input sizes that papers use.
      """)

  @Argument(help: "The published operations as printed, for example 4.17G.")
  var figure: String

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
      "Only these input sizes, the likeliest first.", valueName: "S|HxW|a:b:step,…"))
  var inputSize: String?

  @Option(
    help: ArgumentHelp("Answers to show.", valueName: "n"),
    transform: PositiveNumber.parse)
  var limit = 12

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    try output.write { () throws(CommandFailure) in
      MatchReport(try search(), figure: figure, parameters: params, limit: limit)
        .text(output.format, on: output.page)
    }
  }

  private func search() throws(CommandFailure) -> FigureSearch {
    let amount = try Amount.reading(figure, from: "The figure")
    let parameters = try params.map { text throws(CommandFailure) in
      PublishedFigure(try Amount.reading(text, from: "--params"))
    }
    let sizes = try inputSize.map { text throws(CommandFailure) in
      try NumberList.sizes(text, from: "--input-size")
    }
    return FigureSearch(
      PublishedFigure(amount), parameters: parameters, among: try candidates(),
      sizes: sizes ?? FigureSearch.commonSizes)
  }

  private func candidates() throws(CommandFailure) -> [FigureSearch.Candidate] {
    let words = architectures.isEmpty ? ["all"] : architectures
    var candidates: [FigureSearch.Candidate] = []
    for request in try RequestedNetwork.distinct(words) {
      let named = try NamedArchitecture(
        request, stateChannels: nil, classes: nil, wiring: nil, detector: nil)
      let network = named.architecture.network
      candidates.append(
        .init(
          entry: named.entry, network: network,
          frozenLayers: network.frozenLayers))
    }
    return candidates
  }
}
