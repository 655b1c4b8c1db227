import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Which values live at which steps, compared with what other analyses add up.
@Suite struct MemoryTimelineTests {
  private func profile(_ name: String, _ input: Shape) throws -> Profile {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    return Profile(
      try InferredShapes(network, input: input), frozenLayers: network.frozenLayers)
  }

  /// Live bytes at each step.
  private func live(
    _ timeline: MemoryTimeline, where isCounted: (MemoryTimeline.Lifetime) -> Bool = { _ in true }
  ) -> [Dim] {
    var live = [Dim](repeating: 0, count: timeline.stepCount)
    for lifetime in timeline.lifetimes where isCounted(lifetime) {
      for step in lifetime.steps { live[step] += lifetime.bytes }
    }
    return live
  }

  @Test(arguments: ["rla_resnet50_eca", "rlalstm_resnet50", "mobilenet_v2", "mask_rcnn_r50rla_fpn"])
  func `Lifetimes add up to the live bytes of every step, at all sizes`(name: String) throws {
    let profile = try profile(
      name, Shape(batch: Dim(.batch), channels: 3, height: Dim(.height), width: Dim(.width)))
    #expect(live(profile.inferenceTimeline) == profile.memory.liveBytes)
    #expect(profile.innerMoments.isEmpty)
  }

  @Test(arguments: ["rla_resnet50_eca", "rlalstm_resnet50", "mobilenet_v2", "mask_rcnn_r50rla_fpn"])
  func `What is saved between the passes is what training saves`(name: String) throws {
    let profile = try profile(name, [2, 3, 64, 96])
    let timeline = profile.trainingTimeline
    let count = profile.network.nodes.count
    #expect(timeline.stepCount == 2 * count)
    let saved = live(timeline) { $0.kind == .saved }
    #expect(saved[count - 1] == profile.trainingMemory.savedActivations)
    // Every backward pass frees what it is the last to read.
    let last = try #require(timeline.lifetimes.map(\.steps.upperBound).max())
    #expect(last <= 2 * count - 1)
    for lifetime in timeline.lifetimes where lifetime.kind == .saved {
      #expect(lifetime.steps.lowerBound < count && lifetime.steps.upperBound >= count)
    }
  }

  @Test func `A gradient lives from its last reader to its maker in the backward pass`() throws {
    let network = Network("chain", inputs: [Input("x", .float([2, 8]))]) { scope, values in
      let a = scope.layer("a", Linear(8, 4, bias: false))(values[0])
      let b = scope.layer("b", Linear(4, 4, bias: false))(a)
      return [("y", scope.apply(Arithmetic(.multiply), to: [a, b])[0])]
    }
    let profile = Profile(try InferredShapes(network, inputs: network.inputs.map(\.fact)))
    let gradients = profile.trainingTimeline.lifetimes.filter { $0.kind == .gradient }
    // Nodes 0, 1 and 2 have the backward steps 5, 4 and 3; a is read by the second and the third.
    let steps = Dictionary(uniqueKeysWithValues: gradients.map { ($0.node ?? -1, $0.steps) })
    #expect(steps == [0: 3...5, 1: 3...4, 2: 3...3])
    #expect(gradients.allSatisfy { $0.bytes == 2 * 4 * 4 })
  }

  @Test func `Bodies add their moments, random graphs included`() throws {
    for number in 0..<60 {
      var generator = SeededGenerator(seed: 77 + UInt64(number))
      let network = GraphPlan.random(depth: 2, batch: 2, using: &generator).network("graph")
      let profile = Profile(try InferredShapes(network, inputs: network.inputs.map(\.fact)))
      guard let peak = profile.memory.peak else { continue }
      let live = live(profile.inferenceTimeline)
      #expect(live == profile.memory.liveBytes)
      let inner = profile.innerMoments.map { live[$0.node] + $0.bytes }
      #expect((live + inner).compactMap(\.value).max() == peak.bytes)
    }
  }
}
