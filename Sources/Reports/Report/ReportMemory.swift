import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import RLAText

/// What lives in memory at each step of an inference run and of a training step.
struct ReportMemory {
  private let inference: JSONValue
  private let training: JSONValue

  /// - Parameters:
  ///   - profile: The network, in symbols where sizes are free.
  ///   - model: The network at the size that was asked for.
  ///   - expressions: Where the forms go.
  init(_ profile: Profile, _ model: ProfiledModel, _ expressions: inout ReportExpressions) {
    let run = profile.inferenceTimeline
    inference = [
      "steps": .integer(run.stepCount),
      "values": Self.values(run, profile.network, &expressions),
      "inner": .array(
        profile.innerMoments.map { [.integer($0.node), expressions.json($0.bytes)] }),
    ]
    let step = profile.trainingTimeline
    let whole = profile.trainingMemory
    training = [
      "steps": .integer(step.stepCount), "forward": .integer(run.stepCount),
      "values": Self.values(step, profile.network, &expressions),
      "constant": [
        "parameters": expressions.json(whole.parameters),
        "gradients": expressions.json(whole.gradients),
        "optimizer_state": expressions.json(whole.optimizerState),
      ],
      "refusal": model.untrainableNorm.map { .string($0.refusal) } ?? .null,
      "norm_values": .array(
        Self.normValues(profile, model).map { expressions.json($0) }),
    ]
  }

  /// How many values of a channel the batch norms that learn would normalize.
  private static func normValues(_ profile: Profile, _ model: ProfiledModel) -> [Dim] {
    guard model.architecture.normsLearn else { return [] }
    return profile.shapes.valuesPerChannel(frozenLayers: profile.flow.frozenLayers).sorted()
  }

  var json: JSONValue { ["inference": inference, "training": training] }

  private static func values(
    _ timeline: MemoryTimeline, _ network: Network, _ expressions: inout ReportExpressions
  ) -> JSONValue {
    let lifetimes = timeline.lifetimes
    return .object([
      .init("name", .array(lifetimes.map { inputName(of: $0, network) })),
      .init("kind", .array(lifetimes.map { .string($0.kind.rawValue) })),
      .init("bytes", .array(lifetimes.map { expressions.json($0.bytes) })),
      .init("from", .array(lifetimes.map { .integer($0.steps.lowerBound) })),
      .init("to", .array(lifetimes.map { .integer($0.steps.upperBound) })),
      .init("call", .array(lifetimes.map { .integer($0.node ?? -1) })),
    ])
  }

  /// The name of an input; what a call makes is known by the call.
  private static func inputName(
    of lifetime: MemoryTimeline.Lifetime, _ network: Network
  ) -> JSONValue {
    guard lifetime.node == nil, let value = lifetime.value else { return .null }
    return .string(network.place(of: value))
  }
}
