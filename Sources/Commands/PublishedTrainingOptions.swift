import ArgumentParser

/// Options of the published scripts that mean nothing here, or something that this program does not
/// do.
struct PublishedTrainingOptions: ParsableArguments {
  @Flag(name: .customLong("multiprocessing-distributed"), help: .hidden)
  var isDistributed = false

  @Option(name: .customLong("world-size"), parsing: .unconditional, help: .hidden)
  var worldSize: Int?

  @Option(parsing: .unconditional, help: .hidden) var rank: Int?
  @Option(name: .customLong("dist-url"), help: .hidden) var distURL: String?
  @Option(name: .customLong("dist-backend"), help: .hidden) var distBackend: String?
  @Option(parsing: .unconditional, help: .hidden) var gpu: Int?

  @Option(name: .customLong("start-epoch"), parsing: .unconditional, help: .hidden)
  var startEpoch: Int?

  @Flag(name: [.customShort("e"), .customLong("evaluate")], help: .hidden)
  var evaluates = false

  @Flag(
    name: [.customLong("pretrained_conv1"), .customLong("pre", withSingleDash: true)],
    help: .hidden)
  var takesPretrainedStem = false

  @Option(name: .customLong("rla"), parsing: .unconditional, help: .hidden) var rla: Int?

  /// Refuses what would change the result.
  func validateAlone() throws {
    if evaluates { throw ValidationError(Wording.publishedEvaluation) }
    if takesPretrainedStem { throw ValidationError(Wording.publishedStem) }
    if let rla { throw ValidationError(Wording.publishedStateChannels(rla)) }
    if let startEpoch, startEpoch != 0 {
      throw ValidationError(Wording.publishedStart(startEpoch))
    }
    if let worldSize, worldSize > 1 { throw ValidationError(Wording.publishedWorld(worldSize)) }
    if let rank, rank > 0 { throw ValidationError(Wording.publishedRank(rank)) }
  }

  /// What is said of options that change nothing.
  var remarks: [String] {
    let given = [
      ("--multiprocessing-distributed", isDistributed), ("--world-size", worldSize != nil),
      ("--rank", rank != nil), ("--dist-url", distURL != nil),
      ("--dist-backend", distBackend != nil), ("--gpu", gpu != nil),
      ("--start-epoch", startEpoch != nil),
    ].filter(\.1).map(\.0)
    return given.isEmpty ? [] : [Wording.ignoredPublishedOptions(given)]
  }
}
