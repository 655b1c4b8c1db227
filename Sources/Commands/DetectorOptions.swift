import ArgumentParser
import RLAArchitectures
import RLASymbolic

/// What only detectors have.
struct DetectorOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Regions per image that a detector's box head classifies; by default 1000.", valueName: "n"),
    transform: PositiveNumber.parse)
  var proposals: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Regions per image that a mask head outlines; by default 100.", valueName: "n"),
    transform: PositiveNumber.parse)
  var maskProposals: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stages of a detector's backbone that are not trained; by default 1.", valueName: "n"),
    transform: FrozenStages.parse)
  var frozenStages: Int?

  /// The options that were given, as the user spells them.
  var given: [String] {
    let options = [
      ("--proposals", proposals), ("--mask-proposals", maskProposals),
      ("--frozen-stages", frozenStages),
    ]
    return options.filter { $0.1 != nil }.map(\.0)
  }

  /// The architecture with these options.
  func adjusted(
    _ architecture: any Architecture
  ) throws(CommandFailure) -> any Architecture {
    guard let option = given.first else { return architecture }
    guard var detector = architecture as? Detector else {
      throw .detectorOption(option, architecture.name)
    }
    if let proposals { detector.proposals = Dim(proposals) }
    if let maskProposals { detector.maskProposals = Dim(maskProposals) }
    if let frozenStages { detector.frozenStages = frozenStages }
    return detector
  }
}

enum FrozenStages {
  @Sendable static func parse(_ text: String) throws -> Int {
    guard let value = Int(text), (0...4).contains(value) else {
      throw ValidationError(Wording.frozenStages)
    }
    return value
  }
}
