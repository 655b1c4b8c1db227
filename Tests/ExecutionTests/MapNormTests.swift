import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Norms of maps by groups of channels in each image, and by channels of the batch.
@Suite(.serialized) struct MapNormTests {
  private static let sizes = [[3, 6], [2, 6, 5], [2, 6, 2, 3], [2, 4, 2, 1, 3], [1, 18, 2, 2]]

  @Test(arguments: sizes)
  func `Group norms with any number of groups`(sizes: [Int]) throws {
    let channels = sizes[1]
    for groups in [1, 2, channels] where sizes.count > 2 || groups < channels {
      let function = GroupNormalization(Dim(channels), groups: Dim(groups), epsilon: 1e-3)
      try OperatorCheck(function: function, inputs: [.distinct(sizes)]) { inputs, weights in
        [
          inputs[0].normalized(epsilon: 1e-3) { [$0[0], $0[1] * groups / channels] }
            .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
        ]
      }.run()
    }
  }

  @Test(arguments: sizes.dropFirst())
  func `Instance norms with and without weights`(sizes: [Int]) throws {
    for affine in [true, false] {
      let function = InstanceNormalization(
        Dim(sizes[1]), axes: sizes.count - 2, epsilon: 1e-3, affine: affine)
      try OperatorCheck(function: function, inputs: [.distinct(sizes)]) { inputs, weights in
        [
          inputs[0].normalized(epsilon: 1e-3) { [$0[0], $0[1]] }
            .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
        ]
      }.run()
    }
  }

  // MARK: - Batch norms

  private static func batchNormalized(
    _ x: ReferenceTensor, _ weights: [String: ReferenceTensor]
  ) -> ReferenceTensor {
    x.normalized(epsilon: 1e-3) { [$0[1]] }
      .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
  }

  /// Normalized by the mean and variance that the layer tracks.
  private static func scaledAndShifted(
    _ x: ReferenceTensor, _ weights: [String: ReferenceTensor]
  ) -> ReferenceTensor {
    ReferenceTensor(x.sizes) { position in
      let channel = [position[1]]
      let distance = x[position] - (weights["running_mean"]?[channel] ?? .nan)
      let variance = (weights["running_var"]?[channel] ?? .nan) + 1e-3
      return distance / variance.squareRoot() * (weights["weight"]?[channel] ?? .nan)
        + (weights["bias"]?[channel] ?? .nan)
    }
  }

  private static func function(_ sizes: [Int]) -> BatchNormalization {
    BatchNormalization(Dim(sizes[1]), axes: sizes.count - 2, epsilon: 1e-3)
  }

  @Test(arguments: sizes)
  func `Batch norms run by tracked statistics, in training by those of the batch`(
    sizes: [Int]
  ) throws {
    let function = Self.function(sizes)
    try OperatorCheck(function: function, inputs: [.distinct(sizes)], purposes: [.inference]) {
      [Self.scaledAndShifted($0[0], $1)]
    }.run()
    try OperatorCheck(function: function, inputs: [.distinct(sizes)], purposes: [.training]) {
      [Self.batchNormalized($0[0], $1)]
    }.run()
  }

  @Test(arguments: sizes)
  func `A frozen batch norm uses tracked statistics`(sizes: [Int]) throws {
    try OperatorCheck(
      function: Self.function(sizes), inputs: [.distinct(sizes)], purposes: [.training],
      isFrozen: true
    ) { [Self.scaledAndShifted($0[0], $1)] }.run()
  }

  private func trainingSession(
    _ x: ReferenceTensor, frozen: Bool = false
  ) throws -> Session {
    let network = Network("one", inputs: [Input("x", x.fact, batchAxis: nil)]) { net, values in
      [("y", net.layer("norm", Self.function(x.sizes))(values[0]))]
    }
    var options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .training, wantsInputGradient: true)
    if frozen { options.frozenLayers = [0] }
    let session = try Session(
      ExecutionPlan(network, inputs: network.inputs.map(\.fact), options))
    session.setInput(0, x.values.map { Float($0) })
    return session
  }

  private func weights(_ session: Session) -> [String: ReferenceTensor] {
    var result: [String: ReferenceTensor] = [:]
    for name in ["weight", "bias", "running_mean", "running_var"] {
      guard let index = session.parameters.index(of: "norm.\(name)") else { continue }
      let values = session.parameters[index].map(Double.init)
      result[name] = ReferenceTensor([values.count], values)
    }
    return result
  }

  private func expect(
    _ values: [Float], _ wanted: ReferenceTensor?, _ location: SourceLocation = #_sourceLocation
  ) {
    let errors = zip(values, wanted?.values ?? []).map { abs(Double($0) - $1) / max(1, abs($1)) }
    #expect(errors.count == values.count && (errors.max() ?? 1) < 1e-5, sourceLocation: location)
  }

  /// PyTorch 2.13, `torch.nn.BatchNorm2d`: a momentum of 0.1, and the variance of a sample.
  @Test(arguments: sizes, [0, 1000.0])
  func `Running statistics move a tenth of the way toward those of the batch`(
    sizes: [Int], offset: Double
  ) throws {
    let x = ReferenceTensor.distinct(sizes).offset(by: offset)
    let session = try trainingSession(x)
    let before = weights(session)
    session.forward()
    expect(session.outputs[0], Self.batchNormalized(x, before))
    let after = weights(session)
    for channel in 0..<sizes[1] {
      let values = x.positions.filter { $0[1] == channel }.map { x[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      func moved(_ name: String, _ target: Double) {
        let old = before[name]?.values[channel] ?? .nan
        let new = after[name]?.values[channel] ?? .nan
        let wanted = 0.9 * old + 0.1 * target
        #expect(abs(new - wanted) < 1e-6 * max(1, abs(wanted)), "\(name)")
      }
      moved("running_mean", mean)
      moved("running_var", squares / Double(values.count - 1))
    }
  }

  @Test func `A frozen batch norm keeps its weights and statistics`() throws {
    let x = ReferenceTensor.distinct([2, 5, 3, 2])
    let session = try trainingSession(x, frozen: true)
    let before = weights(session)
    session.forward()
    expect(session.outputs[0], Self.scaledAndShifted(x, before))
    session.backward(from: x.values.map { Float($0) })
    for (name, tensor) in weights(session) { #expect(tensor.values == before[name]?.values) }
  }

  /// With a summand and a function after it, fused and alone.
  @Test func `A frozen batch norm passes gradients through what it absorbs`() throws {
    let network = Network("block", inputChannels: 5) { net, image in
      let norm = net.layer("norm", BatchNormalization(5))(image)
      let other = net.layer("other", BatchNormalization(5))(image)
      return [net.layer("f", Activation(.relu))(norm + other)]
    }
    var results: [[Float]] = []
    for fusion in PlanOptions.Fusion.allCases {
      var options = PlanOptions(
        batch: 2, height: 3, width: 3, purpose: .training, fusion: fusion,
        wantsInputGradient: true)
      options.frozenLayers = [0]
      let session = try Session(ExecutionPlan(network, options))
      session.setInput(0, SyntheticValues.input(90))
      session.forward()
      session.backward(from: SyntheticValues.input(90))
      results.append(session.outputs[0] + session.inputGradient)
    }
    #expect(zip(results[0], results[1]).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(results[0].contains { $0 != 0 })
  }

  @Test func `A frozen group norm takes the statistics of its input`() throws {
    try OperatorCheck(
      function: GroupNormalization(4, groups: 2, epsilon: 1e-3),
      inputs: [.distinct([2, 4, 3, 2])], purposes: [.training], isFrozen: true
    ) { inputs, weights in
      [
        inputs[0].normalized(epsilon: 1e-3) { [$0[0], $0[1] / 2] }
          .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
      ]
    }.run()
  }

  @Test(arguments: sizes, PlanOptions.Purpose.allCases)
  func `Norms of any map absorb the function after them`(
    sizes: [Int], purpose: PlanOptions.Purpose
  ) throws {
    let channels = Dim(sizes[1])
    let functions: [any Operator] = [
      GroupNormalization(channels, groups: 2), BatchNormalization(channels, axes: sizes.count - 2),
      InstanceNormalization(channels, axes: max(1, sizes.count - 2), affine: false),
    ]
    let x = ReferenceTensor.distinct(sizes)
    for function in functions.prefix(sizes.count > 2 ? 3 : 2) {
      let network = Network("one", inputs: [Input("x", x.fact, batchAxis: nil)]) { net, values in
        func norm(_ function: some Operator) -> Value { net.layer("norm", function)(values[0]) }
        return [("y", net.layer("f", Activation(.sigmoid))(norm(function)))]
      }
      var results: [[Float]] = []
      for fusion in PlanOptions.Fusion.allCases {
        let session = try Session(
          ExecutionPlan(
            network, inputs: network.inputs.map(\.fact),
            PlanOptions(
              batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion,
              wantsInputGradient: true)))
        session.setInput(0, x.values.map { Float($0) })
        session.forward()
        if purpose == .training { session.backward(from: x.values.map { Float($0) }) }
        results.append(
          session.outputs[0] + (purpose == .training ? session.gradient(ofInput: 0) : []))
        let steps = session.plan.stepDescriptions
        #expect(steps.contains { $0.nodes.count == 2 } == (fusion == .fused))
      }
      #expect(zip(results[0], results[1]).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(results[0].contains { $0 != 0 })
    }
  }

  // MARK: - Limits

  @Test func `A mean far from zero costs no accuracy`() throws {
    let x = ReferenceTensor.distinct([2, 6, 3, 5]).offset(by: 1000)
    for groups in [1, 3, 6] {
      let function = GroupNormalization(6, groups: Dim(groups), epsilon: 1e-3)
      try OperatorCheck(function: function, inputs: [x]) { inputs, weights in
        [
          inputs[0].normalized(epsilon: 1e-3) { [$0[0], $0[1] * groups / 6] }
            .scaled(by: weights["weight"], shifted: weights["bias"]) { [$0[1]] }
        ]
      }.run()
    }
  }

  @Test func `A group norm of more than three spatial axes is refused by name`() {
    let input = Input("x", .float([2, 4, 2, 2, 2, 2]), batchAxis: nil)
    let network = Network("deep", inputs: [input]) { net, values in
      [("y", net.layer("norm", GroupNormalization(4))(values[0]))]
    }
    let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
    #expect(throws: PlanFailure.unsupported("norm", GroupNormalization.kind)) {
      try ExecutionPlan(network, inputs: network.inputs.map(\.fact), options)
    }
  }
}
