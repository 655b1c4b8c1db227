import RLANetworks
import RLASymbolic

/// Convolutions and norms beside a shortcut; the first convolution also reads the state.
struct ResidualBlock {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let recurrence: Recurrence?
  private let convolutions: [(convolution: BuiltLayer, norm: BuiltLayer)]
  private let relu: BuiltLayer
  private let downsample: Projection?
  private let attention: AttentionLayers?
  private let statePooling: BuiltLayer?
  /// What the block owns; blocks that share get it through `updating`.
  private var update: StateUpdate?
  private let aggregation: LayerAggregation?
  /// What the block owns; the others come through `aggregating`.
  private var modules: AggregationModules?

  init(_ net: Scope, _ model: ResNet, stage: Int, index: Int) {
    recurrence = model.recurrence
    number = index
    aggregation = model.aggregation
    scope = net.scope("\(model.blockPrefix(ofStage: stage))\(index)")
    let stride = model.window(ofStage: stage, block: index).stride
    let input = model.inputChannels(ofStage: stage, block: index)
    let output = model.outputChannels(ofStage: stage)

    convolutions = model.convolutions(ofStage: stage, block: index).enumerated().map {
      [scope] number, convolution in
      (
        scope.layer("conv\(number + 1)", convolution),
        scope.layer("bn\(number + 1)", BatchNormalization(convolution.outputChannels))
      )
    }
    relu = scope.layer("relu", Activation(.relu))
    let keepsShape = stride == 1 && input == output
    downsample = keepsShape ? nil : Projection(scope, from: input, to: output, stride: stride)
    update = model.recurrence.flatMap { [scope] in
      StateUpdate(ownedBy: scope, $0, output: output)
    }
    attention = AttentionLayers(
      scope.scope(model.attention.attribute), model.attention, channels: output, stage: stage)
    let ownsModules = model.aggregation?.layout.modules == nil
    modules = model.aggregation.flatMap { [scope] in
      ownsModules ? AggregationModules(scope, $0, of: .block, channels: output) : nil
    }
    let pools = recurrence != nil && stride == 2
    statePooling =
      pools
      ? scope.layer(
        "averagePooling", Pooling.average(Window(2, stride: 2), hasTupleKernel: true),
        role: .statePooling)
      : nil
  }

  /// The block with an update of the state that it shares with others.
  func updating(_ update: StateUpdate) -> ResidualBlock {
    var block = self
    block.update = update
    return block
  }

  /// The block with the modules of its aggregation that are not its own.
  func aggregating(with others: AggregationModules) -> ResidualBlock {
    var block = self
    block.modules = modules?.joined(by: others) ?? others
    return block
  }

  /// The output and the next state; the states of an aggregation change.
  func callAsFunction(
    _ x: Value, _ state: RecurrentState?, _ states: inout AggregationStates
  ) -> (Value, RecurrentState?) {
    scope.block(number) {
      guard let aggregation, let modules else {
        var run: AggregationRun?
        return step(x, state, &run)
      }
      var run: AggregationRun? = AggregationRun(aggregation, scope, modules, states)
      var result = step(x, state, &run)
      run?[.output] = result.0
      scope.inRole(.attention(aggregation.name)) { scope.run { run?.run(.output) } }
      result.0 = run?[.output] ?? result.0
      states = run?.states ?? states
      return result
    }
  }

  private func step(
    _ x: Value, _ state: RecurrentState?, _ run: inout AggregationRun?
  ) -> (Value, RecurrentState?) {
    let ownsUpdate = recurrence?.sharing == .block
    let (branch, shortcut, pooled) = scope.run { halves(x, state, &run) }
    guard let recurrence, let update, let pooled else {
      return (scope.run { joined(branch, shortcut, inPlace: true) }, nil)
    }
    // The unshared variant updates the state before the shortcut is added, out of place.
    if ownsUpdate, recurrence.source != .output {
      let y = recurrence.source == .branch ? branch : shortcut
      return scope.run {
        let next = update(pooled, y)
        return (joined(branch, shortcut, inPlace: false), next)
      }
    }
    let keepsBranch = recurrence.source == .branch && recurrence.wiring == .paper
    let output = scope.run { joined(branch, shortcut, inPlace: !keepsBranch) }
    let y =
      switch recurrence.source {
      case .branch: keepsBranch ? branch : output
      case .output: output
      case .shortcut: shortcut
      }
    return (output, update(pooled, y))
  }

  /// The residual branch, the shortcut, and the state at the resolution of both.
  private func halves(
    _ x: Value, _ state: RecurrentState?, _ run: inout AggregationRun?
  ) -> (branch: Value, shortcut: Value, state: RecurrentState?) {
    run?[.input] = x
    run?.run(.input)
    var u = run?[.input] ?? x
    if let state, recurrence?.feedsBlocks == true {
      u = u.joined(by: state.hidden)
    }
    var branch = scope.inRole(.branch) {
      var y = u
      for (number, layer) in convolutions.enumerated() {
        y = layer.norm(layer.convolution(number == 0 ? y : relu(y)))
      }
      return attention.map { $0(y) } ?? y
    }
    let shortcut = downsample.map { $0(x) } ?? x
    run?[.branch] = branch
    run?[.shortcut] = shortcut
    if let aggregation, aggregation.statements[.branch] != nil {
      scope.inRole(.attention(aggregation.name)) { run?.run(.branch) }
      branch = run?[.branch] ?? branch
    }
    let pooled = statePooling.flatMap { pooling in state?.pooled(by: pooling) } ?? state
    return (branch, shortcut, pooled)
  }

  private func joined(_ branch: Value, _ shortcut: Value, inPlace: Bool) -> Value {
    scope.inRole(.shortcut) {
      var sum = branch
      if inPlace { sum += shortcut } else { sum = branch + shortcut }
      return relu(sum)
    }
  }
}

/// The shortcut where the block changes the shape: 1x1 convolution and norm.
private struct Projection {
  private let convolution: BuiltLayer
  private let norm: BuiltLayer

  init(_ scope: Scope, from input: Dim, to output: Dim, stride: Int) {
    convolution = scope.layer("downsample.0", Convolution(input, output, Window(1, stride: stride)))
    norm = scope.layer("downsample.1", BatchNormalization(output))
  }

  func callAsFunction(_ x: Value) -> Value {
    x.inRole(.projection) { norm(convolution(x)) }
  }
}

extension ResNet {
  /// The convolutions of a block in their order, the first with the channels of the state.
  fileprivate func convolutions(ofStage stage: Int, block index: Int) -> [Convolution] {
    let input = inputChannels(ofStage: stage, block: index) + fedChannels
    let inner = innerChannels(ofStage: stage)
    let output = outputChannels(ofStage: stage)
    let window = window(ofStage: stage, block: index)
    switch block {
    case .bottleneck:
      return [
        Convolution(input, inner, Window(1)),
        Convolution(inner, inner, window, groups: Dim(groups)),
        Convolution(inner, output, Window(1)),
      ]
    case .basic:
      return [Convolution(input, inner, window), Convolution(inner, output, .same(3))]
    }
  }
}

extension ChannelAttention {
  /// The attribute of a ResNet block that holds it.
  fileprivate var attribute: String {
    if case .squeezeExcitation = self { "se" } else { "eca" }
  }
}
