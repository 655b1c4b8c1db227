import RLANetworks
import RLASymbolic

/// A MobileNetV2 without its head: from an image to one feature map per row.
struct MobileNetV2Trunk {
  private let scope: Scope
  private let recurrence: Recurrence?
  private let stem: ConvNormActivation
  private let blocks: [[InvertedResidual]]
  /// The activation that all updates of the state share, where they share one.
  let stateActivation: BuiltLayer?

  /// Creates the layers in the order of the published state_dict.
  ///
  /// - Parameters:
  ///   - scope: The module that holds the layers.
  ///   - model: The network.
  ///   - frozenStages: How many of the first rows training leaves as they are, with the stem before
  ///     them and with the g₁ and norms of a recurrence.
  init(_ scope: Scope, _ model: MobileNetV2, frozenStages: Int = 0) {
    self.scope = scope
    recurrence = model.recurrence
    stem = ConvNormActivation(
      scope.frozen(if: frozenStages > 0).scope(model.recurrence == nil ? "features.0" : "conv1"),
      Convolution(model.inputChannels, model.stemChannels, .same(3, stride: 2)))
    let stageScopes = model.rows.indices.map { scope.frozen(if: $0 < frozenStages) }
    let own = Self.blocks(stageScopes, model)
    let shared = model.recurrence.flatMap {
      SharedStateLayers(
        scope, $0, channels: model.rows.map(\.channels), slots: model.recurrentSlots,
        frozenStages: frozenStages)
    }
    stateActivation = shared?.activation
    // The norms of the updates come after all blocks in the state_dict.
    blocks = own.enumerated().map { stage, row in
      row.enumerated().map { index, block in
        shared.map { block.updating($0.update(stageScopes[stage], stage: stage, block: index)) }
          ?? block
      }
    }
  }

  /// The feature map of each row, and the state after the last block.
  func callAsFunction(_ image: Value) -> (rows: [Value], state: RecurrentState?) {
    scope.run {
      var (x, state) = scope.stage("stem") {
        let x = stem(image)
        return (x, recurrence.map { RecurrentState(like: x, $0) })
      }
      var rows: [Value] = []
      for (stage, row) in blocks.enumerated() {
        scope.stage("stage \(stage + 1)") {
          for block in row { (x, state) = block(x, state) }
        }
        rows.append(x)
      }
      return (rows, state)
    }
  }

  /// The blocks of each row; the plain network numbers them across all rows.
  private static func blocks(_ scopes: [Scope], _ model: MobileNetV2) -> [[InvertedResidual]] {
    var input = model.stemChannels
    var index = 0
    return model.rows.enumerated().map { stage, row in
      (0..<row.blocks).map { block in
        defer { input = row.channels }
        index += 1
        let path =
          model.recurrence == nil
          ? "features.\(index)" : "\(MobileNetV2.blockPrefix(ofStage: stage))\(block)"
        return InvertedResidual(
          scopes[stage].scope(path), model, stage: stage, block: block, input: input)
      }
    }
  }
}

extension MobileNetV2 {
  /// Entries of the published list that all hold the one recurrent convolution: one, and one more
  /// for each later row that halves the resolution.
  fileprivate var recurrentSlots: Int { 1 + rows.dropFirst().count { $0.stride == 2 } }
}
