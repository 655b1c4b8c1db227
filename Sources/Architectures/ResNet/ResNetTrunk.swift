import RLANetworks
import RLASymbolic

/// A residual network without its head: from an image to one feature map per stage.
struct ResNetTrunk {
  private let scope: Scope
  private let recurrence: Recurrence?
  private let conv1: BuiltLayer
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
    conv1 = stem.layer("conv1", Convolution(model.inputChannels, width, model.stem.window))
    bn1 = stem.layer("bn1", BatchNormalization(width))
    relu = scope.layer("relu", Activation(.relu))
    maxpool =
      model.stem == .large ? scope.layer("maxpool", Pooling.max(.same(3, stride: 2))) : nil
    let shared = model.recurrence.flatMap {
      SharedStateLayers(
        scope, $0, channels: model.stageChannels, slots: model.depths.count,
        frozenStages: frozenStages)
    }
    stateActivation = shared?.activation
    let stageScopes = model.depths.indices.map { scope.frozen(if: $0 < frozenStages) }
    let own = model.depths.enumerated().map { stage, depth in
      (0..<depth).map { ResidualBlock(stageScopes[stage], model, stage: stage, index: $0) }
    }
    // The norms of the updates come after all blocks in the state_dict.
    blocks = own.enumerated().map { stage, row in
      row.enumerated().map { index, block in
        shared.map { block.updating($0.update(stageScopes[stage], stage: stage, block: index)) }
          ?? block
      }
    }
  }

  /// The feature map of each stage, and the state after the last block.
  func callAsFunction(_ image: Value) -> (stages: [Value], state: RecurrentState?) {
    scope.run {
      var (x, state) = scope.stage("stem") {
        let features = relu(bn1(conv1(image)))
        let x = maxpool?(features) ?? features
        return (x, recurrence.map { RecurrentState(like: x, $0) })
      }
      var stages: [Value] = []
      for (stage, row) in blocks.enumerated() {
        scope.stage("stage \(stage + 1)") {
          for block in row { (x, state) = block(x, state) }
        }
        stages.append(x)
      }
      return (stages, state)
    }
  }
}

extension ResNet.Stem {
  /// The window of its convolution.
  fileprivate var window: Window { self == .large ? .same(7, stride: 2) : .same(3) }
}
