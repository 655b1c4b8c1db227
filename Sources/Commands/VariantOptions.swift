import ArgumentParser
import RLASymbolic

/// What can be chosen of a network, whatever it is given.
struct VariantOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Channels of the recurrent state, k; by default as name or file say, else 32.", valueName: "k"
    ),
    transform: PositiveNumber.parse)
  var rlaChannels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Number of classes; by default 1000, 80 for detectors, or as a file says.", valueName: "n"),
    transform: PositiveNumber.parse)
  var classes: Int?

  /// The options that were given, as the user spells them.
  var given: [String] {
    [("--rla-channels", rlaChannels), ("--classes", classes)].filter { $0.1 != nil }.map(\.0)
  }

  var stateChannels: Dim? { rlaChannels.map { Dim($0) } }

  var classCount: Dim? { classes.map { Dim($0) } }

  func named(_ request: RequestedNetwork) throws(CommandFailure) -> NamedArchitecture {
    try NamedArchitecture(
      request, stateChannels: stateChannels, classes: classCount, wiring: nil, detector: nil)
  }
}
