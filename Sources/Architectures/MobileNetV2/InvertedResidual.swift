import RLANetworks
import RLASymbolic

/// The block of the plain MobileNetV2: expand, filter each channel, project.
struct InvertedResidual {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let expansion: ConvNormActivation?
  private let filter: ConvNormActivation
  private let projection: (convolution: BuiltLayer, norm: BuiltLayer)
  private let attention: AttentionLayers?
  private let isResidual: Bool

  init(_ scope: Scope, _ model: MobileNetV2, stage: Int, block: Int, input: Dim) {
    self.scope = scope
    number = block
    let row = model.rows[stage]
    let stride = block == 0 ? row.stride : 1
    let hidden = input * Dim(row.expansion)
    let layers = scope.scope("conv")
    let offset = row.expansion == 1 ? 0 : 1
    expansion =
      row.expansion == 1
      ? nil : ConvNormActivation(layers.scope("0"), Convolution(input, hidden, Window(1)))
    filter = ConvNormActivation(
      layers.scope("\(offset)"),
      Convolution(hidden, hidden, .same(3, stride: stride), groups: hidden))
    projection = (
      layers.layer("\(offset + 1)", Convolution(hidden, row.channels, Window(1))),
      layers.layer("\(offset + 2)", BatchNormalization(row.channels))
    )
    attention = AttentionLayers(
      layers.scope("\(offset + 3)"), model.attention, channels: row.channels, stage: stage)
    isResidual = stride == 1 && input == row.channels
  }

  func callAsFunction(_ x: Value) -> Value {
    scope.block(number) {
      scope.run {
        let y = branch(x)
        return isResidual ? scope.inRole(.shortcut) { x + y } : y
      }
    }
  }

  private func branch(_ x: Value) -> Value {
    scope.inRole(.branch) {
      let y = projection.norm(projection.convolution(filter(expansion.map { $0(x) } ?? x)))
      return attention.map { $0(y) } ?? y
    }
  }
}

/// The block of the aggregated MobileNetV2: the state joins after the expansion.
struct AggregatedResidual {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let recurrence: Recurrence
  private let expansion: ConvNormActivation?
  private let filter: ConvNormActivation
  private let projection: (convolution: BuiltLayer, norm: BuiltLayer)
  private let attention: AttentionLayers?
  private let statePooling: BuiltLayer?
  private let isResidual: Bool
  /// What the block owns; blocks that share get it through `updating`.
  private var update: StateUpdate?

  init(
    _ scope: Scope, _ model: MobileNetV2, _ recurrence: Recurrence, stage: Int, block: Int,
    input: Dim
  ) {
    self.scope = scope
    self.recurrence = recurrence
    number = block
    let row = model.rows[stage]
    let stride = block == 0 ? row.stride : 1
    let expanded = input * Dim(row.expansion)
    let hidden = expanded + (recurrence.feedsBlocks ? recurrence.channels : 0)
    expansion =
      row.expansion == 1
      ? nil : ConvNormActivation(scope.scope("conv1x1"), Convolution(input, expanded, Window(1)))
    let layers = scope.scope("conv")
    filter = ConvNormActivation(
      layers.scope("0"), Convolution(hidden, hidden, .same(3, stride: stride), groups: hidden))
    projection = (
      layers.layer("1", Convolution(hidden, row.channels, Window(1))),
      layers.layer("2", BatchNormalization(row.channels))
    )
    attention = AttentionLayers(
      layers.scope("3"), model.attention, channels: row.channels, stage: stage)
    statePooling =
      stride == 1
      ? nil
      : scope.layer("averagePooling", Pooling.average(Window(2, stride: 2)), role: .statePooling)
    isResidual = stride == 1 && input == row.channels
    update = StateUpdate(ownedBy: scope, recurrence, output: row.channels)
  }

  /// The block with an update of the state that it shares with others.
  func updating(_ update: StateUpdate) -> AggregatedResidual {
    var block = self
    block.update = update
    return block
  }

  /// The output and the next state.
  func callAsFunction(_ x: Value, _ state: RecurrentState) -> (Value, RecurrentState) {
    guard let update else { preconditionFailure("A block shares its update or owns one.") }
    return scope.block(number) {
      let (y, output, pooled) = scope.run {
        let y = branch(x, state)
        let output = isResidual ? scope.inRole(.shortcut) { x + y } : y
        return (y, output, statePooling.map { state.pooled(by: $0) } ?? state)
      }
      return (output, update(pooled, recurrence.source == .output ? output : y))
    }
  }

  private func branch(_ x: Value, _ state: RecurrentState) -> Value {
    scope.inRole(.branch) {
      var u = expansion.map { $0(x) } ?? x
      if recurrence.feedsBlocks { u = u.joined(by: state.hidden) }
      let y = projection.norm(projection.convolution(filter(u)))
      return attention.map { $0(y) } ?? y
    }
  }
}
