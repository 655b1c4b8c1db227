import RLANetworks
import RLASymbolic

/// A residual network without its head: from an image to one feature map per stage.
struct ResNetTrunk {
  private let scope: Scope
  private let recurrence: Recurrence?
  private let conv1: [BuiltLayer]
  private let bn1: BuiltLayer
  /// nil where the stem keeps the resolution.
  private let maxpool: BuiltLayer?
  private let blocks: [[ResidualBlock]]
  /// The ReLU of the stem.
  let relu: BuiltLayer
  /// The activation that all updates of the state share, where they share one.
  let stateActivation: BuiltLayer?

  /// Creates the layers in the order of the published state_dict.
  ///
  /// - Parameters:
  ///   - scope: The module that holds the backbone.
  ///   - model: The network.
  ///   - frozenStages: How many of the first stages training leaves as they are, with the stem
  ///     before them and with the g₁, g₂ and norms of a recurrence.
  init(_ scope: Scope, _ model: ResNet, frozenStages: Int = 0) {
    self.scope = scope
    recurrence = model.recurrence
    let width = Dim(model.stem.channels)
    let stem = scope.frozen(if: frozenStages > 0)
    conv1 = model.stem.convolutions(stem, from: model.inputChannels)
    bn1 = stem.layer("bn1", BatchNormalization(width))
    relu = scope.layer("relu", Activation(.relu))
    maxpool =
      model.stem == .small ? nil : scope.layer("maxpool", Pooling.max(.same(3, stride: 2)))
    let shared = model.recurrence.flatMap {
      SharedStateLayers(
        scope, $0, channels: model.stageChannels, slots: model.depths.count,
        frozenStages: frozenStages)
    }
    stateActivation = shared?.activation
    let stageScopes = model.depths.indices.map { scope.frozen(if: $0 < frozenStages) }
    let own = model.depths.indices.map { stage in
      Self.blocks(stageScopes[stage], model, stage: stage)
    }
    // The norms of the updates come after all blocks in the state_dict.
    blocks = own.enumerated().map { stage, row in
      row.enumerated().map { index, block in
        shared.map { block.updating($0.update(stageScopes[stage], stage: stage, block: index)) }
          ?? block
      }
    }
  }

  /// The blocks of a stage, then what they share of an aggregation.
  private static func blocks(_ net: Scope, _ model: ResNet, stage: Int) -> [ResidualBlock] {
    let blocks = (0..<model.depths[stage]).map {
      ResidualBlock(net, model, stage: stage, index: $0)
    }
    guard let aggregation = model.aggregation else { return blocks }
    let scope = net.scope(model.path(ofStage: stage))
    let channels = model.outputChannels(ofStage: stage)
    let beside = aggregation.layout.modules.map { list in
      blocks.indices.map {
        AggregationModules(
          scope.scope("\(list).\($0)"), aggregation, of: .block, channels: channels)
      }
    }
    let shared = AggregationModules(scope, aggregation, of: .stage, channels: channels)
    return blocks.enumerated().map { index, block in
      block.aggregating(with: beside.map { $0[index].joined(by: shared) } ?? shared)
    }
  }

  /// The feature map of each stage, and the state after the last block.
  func callAsFunction(_ image: Value) -> (stages: [Value], state: RecurrentState?) {
    scope.run {
      var (x, state) = scope.stage("stem") {
        let features = relu(bn1(conv1.reduce(image) { $1($0) }))
        let x = maxpool?(features) ?? features
        return (x, recurrence.map { RecurrentState(like: x, $0) })
      }
      var stages: [Value] = []
      for (stage, row) in blocks.enumerated() {
        scope.stage("stage \(stage + 1)") {
          var states: AggregationStates = [:]
          for block in row { (x, state) = block(x, state, &states) }
        }
        stages.append(x)
      }
      return (stages, state)
    }
  }
}

extension ResNet.Stem {
  /// The convolutions and what runs between them, before the norm of the stem.
  fileprivate func convolutions(_ scope: Scope, from input: Dim) -> [BuiltLayer] {
    let output = Dim(channels)
    switch self {
    case .large: return [scope.layer("conv1", Convolution(input, output, .same(7, stride: 2)))]
    case .small: return [scope.layer("conv1", Convolution(input, output, .same(3)))]
    case .deep:
      let half = output.floorDivided(by: 2)
      let list = scope.scope("conv1")
      return [
        list.layer("0", Convolution(input, half, .same(3, stride: 2))),
        list.layer("1", BatchNormalization(half)),
        list.layer("2", Activation(.relu)),
        list.layer("3", Convolution(half, half, .same(3))),
        list.layer("4", BatchNormalization(half)),
        list.layer("5", Activation(.relu)),
        list.layer("6", Convolution(half, output, .same(3))),
      ]
    }
  }
}
