import RLANetworks
import RLASymbolic

/// A residual network without its head: from an image to one feature map per stage.
struct ResNetTrunk {
  private let scope: Scope
  private let recurrence: Recurrence?
  private let conv1: BuiltLayer
  private let bn1: BuiltLayer
  private let maxpool: BuiltLayer
  private let blocks: [[Bottleneck]]
  /// The rectifier of the stem.
  let rectifier: BuiltLayer
  /// The activation that all updates of the state share, where they share one.
  let stateActivation: BuiltLayer?

  /// Creates the layers in the order of the published state_dict.
  init(_ scope: Scope, _ model: ResNet) {
    self.scope = scope
    recurrence = model.recurrence
    let width = Dim(ResNet.stemChannels)
    conv1 = scope.layer("conv1", Convolution(3, width, .same(7, stride: 2)))
    bn1 = scope.layer("bn1", BatchNormalization(width))
    rectifier = scope.layer("relu", Activation(.relu))
    maxpool = scope.layer("maxpool", Pooling.max(.same(3, stride: 2)))
    let shared = model.recurrence.flatMap {
      SharedStateLayers(scope, $0, channels: model.stageChannels, slots: model.depths.count)
    }
    stateActivation = shared?.activation
    let own = model.depths.enumerated().map { stage, depth in
      (0..<depth).map { Bottleneck(scope, model, stage: stage, index: $0) }
    }
    // The norms of the updates stand behind all blocks in the state_dict.
    blocks = own.enumerated().map { stage, row in
      row.enumerated().map { index, block in
        shared.map { block.updating($0.update(scope, stage: stage, block: index)) } ?? block
      }
    }
  }

  /// The feature map of each stage, and the state behind the last block.
  func callAsFunction(_ image: Value) -> (stages: [Value], state: RecurrentState?) {
    scope.run {
      scope.beginStage("stem")
      var x = maxpool(rectifier(bn1(conv1(image))))
      var state = recurrence.map { RecurrentState(like: x, $0) }
      var stages: [Value] = []
      for (stage, row) in blocks.enumerated() {
        scope.beginStage("stage \(stage + 1)")
        for block in row { (x, state) = block(x, state) }
        stages.append(x)
      }
      return (stages, state)
    }
  }
}
