import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

@Suite struct ProfileTests {
  private func profile(
    _ name: String, input: Shape = [1, 3, 64, 64], freezing paths: [String] = []
  ) throws -> Profile {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let frozen = network.layers.indices.filter { index in
      paths.contains { network.layers[index].path.hasPrefix($0) }
    }
    return Profile(try InferredShapes(network, input: input), frozenLayers: Set(frozen))
  }

  private static let groupings: [Grouping] = [
    .modules(depth: 1), .modules(depth: 2), .modules(depth: .max), .operators, .stages, .parts,
    .calls,
  ]

  @Test(arguments: ["resnet50_se", "rla_resnet50", "rlagru_resnet50_eca", "dsrla_mobilenetv2"])
  func `The rows of every grouping add up to the total`(name: String) throws {
    let profile = try profile(name)
    let measures = Convention.all.flatMap(\.measures)
    for grouping in Self.groupings {
      let breakdown = Breakdown(profile, by: grouping)
      var sum = profile.none
      for row in breakdown.rows where row.depth == 1 { sum += row.metrics }
      #expect(sum.parameters == profile.network.parameterCount, "\(grouping)")
      #expect(sum.bytesWritten == profile.total.bytesWritten)
      #expect(sum.bytesMoved == profile.total.bytesMoved)
      #expect(sum.savedTensorBytes == profile.total.savedTensorBytes)
      for measure in measures {
        #expect(
          measure.count(sum.tally) == measure.count(profile.total.tally),
          "\(grouping) \(measure.key)")
      }
    }
  }

  /// MobileNets without expansion in the first block and the plain ones have the same backbone.
  @Test(arguments: [
    ("rla_resnet50", "resnet50"), ("rla_resnet101_eca", "resnet101_eca"),
    ("rla_resnext50_32x4d_se", "resnext50_32x4d_se"), ("rlav1p_resnet50", "resnet50"),
    ("rlaus_resnet50", "resnet50"), ("rlagru_resnet50", "resnet50"),
    ("rlalstm_resnet50", "resnet50"), ("rlarh_resnet50", "resnet50"),
    ("dsrla_mobilenetv2", "mobilenet_v2"), ("rla_mobilenetv2_k6_eca", "mobilenetv2_eca"),
  ])
  func `The backbone's share is the plain network`(aggregated: String, plain: String) throws {
    let rows = Breakdown(try profile(aggregated), by: .parts).rows
    let backbone = try #require(rows.first { $0.name == Role.main.name })
    let reference = try profile(plain).total
    #expect(backbone.metrics.parameters == reference.parameters)
    for quantity in [Quantity.multiplyAdds, .inputGradient, .weightGradient, .biasAdditions] {
      #expect(
        backbone.metrics.tally.total[quantity] == reference.tally.total[quantity], "\(quantity)")
    }
  }

  @Test func `Training costs three forward passes less the first input gradient`() throws {
    let work = try profile("rla_resnet50").total.tally.total
    let first = 64 * 3 * 49 * 32 * 32
    #expect(work[.inputGradient] + Dim(first) == work[.multiplyAdds])
    #expect(work[.weightGradient] == work[.multiplyAdds])
  }

  @Test func `Frozen stages need no weight gradients, and nodes before them none at all`() throws {
    let free = try profile("resnet50").total.tally.total
    let paths = ["conv1", "bn1", "layer1"]
    let frozen = try profile("resnet50", freezing: paths)
    let rows = Breakdown(frozen, by: .stages).rows
    for row in rows.prefix(2) {
      #expect(row.metrics.tally.total[.weightGradient] == 0)
      #expect(row.metrics.tally.total[.inputGradient] == 0)
      #expect(row.metrics.savedTensorBytes == 0)
    }
    #expect(frozen.total.tally.total[.weightGradient].value ?? 0 < free[.weightGradient].value ?? 0)
    // Without the norm of the stem in the list, gradients flow down to it.
    let leaky = try profile("resnet50", freezing: ["conv1", "layer1"])
    let stage = Breakdown(leaky, by: .stages).rows[1].metrics.tally.total
    #expect(stage[.weightGradient] == 0)
    #expect(stage[.inputGradient] == stage[.multiplyAdds])
  }

  @Test func `The peak of activations is the maximum of live bytes`() throws {
    for name in ["resnet50", "rla_resnet50", "rlalstm_resnet50", "dsrla_mobilenetv2_eca"] {
      let profile = try profile(name)
      let memory = profile.memory
      let peak = try #require(memory.peak)
      var most = 0
      for index in profile.network.nodes.indices {
        var live = 0
        let values = (0..<profile.network.valueCount).map { ValueID($0) }
        for value in values where memory.home[value] == value {
          let isBorn = profile.network.producer(of: value).map { $0 <= index } ?? true
          if isBorn, memory.lastUse[value] >= index { live += memory.bytes(of: value).value ?? 0 }
        }
        most = max(most, live)
      }
      #expect(peak.bytes == most, "\(name)")
    }
  }

  @Test func `The last update of the state of rlav3 reaches the loss, a dropped one does not`()
    throws
  {
    let published = try profile("rlav3_resnet50")
    let update = try #require(
      published.network.nodes.last { published.network.role(of: $0).lane != .main })
    #expect(published.flow.reachesLoss(update) && published.flow.passes(update))
    #expect(DeadWork(published).nodes.isEmpty)

    let network = Network("dropped") { net, image in
      let kept = net.layer("kept", Convolution(3, 4, .same(3)))
      let dropped = net.layer("dropped", Convolution(4, 4, .same(3)))
      let x = kept(image)
      _ = dropped(x)
      return [x]
    }
    let flow = GradientFlow(network)
    #expect(flow.passes(network.nodes[0]))
    #expect(!flow.passes(network.nodes[1]) && !flow.reachesLoss(network.nodes[1]))
  }

  @Test func `Training memory adds up and includes the state of the optimizer`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 64, 64])
    for optimizer in Optimizer.allCases {
      let memory = Profile(shapes, optimizer: optimizer).trainingMemory
      #expect(memory.parameters == network.parameterCount * 4)
      #expect(memory.optimizerState == memory.gradients * Dim(optimizer.statesPerParameter))
      #expect(
        memory.total
          == memory.parameters + memory.gradients + memory.optimizerState
          + memory.savedActivations)
    }
  }

  @Test func `Numbers beyond 64 bits are marked`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let shapes = try InferredShapes(network, input: [Dim(1 << 36), 3, 224, 224])
    #expect(Profile(shapes).total.isOverflowed)
    #expect(throws: ShapeFailure.self) {
      try InferredShapes(network, input: [1, 3, Dim(1 << 40), Dim(1 << 40)])
    }
  }
}
