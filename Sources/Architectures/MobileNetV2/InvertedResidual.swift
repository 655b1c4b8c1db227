import RLANetworks
import RLASymbolic

/// The block of MobileNetV2: expand, filter each channel, project; a state joins after the
/// expansion.
struct InvertedResidual {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let recurrence: Recurrence?
  private let expansion: ConvNormActivation?
  private let filter: ConvNormActivation
  private let projection: (convolution: BuiltLayer, norm: BuiltLayer)
  private let attention: AttentionLayers?
  private let statePooling: BuiltLayer?
  private let isResidual: Bool
  /// What the block owns; blocks that share get it through `updating`.
  private var update: StateUpdate?

  init(_ scope: Scope, _ model: MobileNetV2, stage: Int, block: Int, input: Dim) {
    self.scope = scope
    recurrence = model.recurrence
    number = block
    let row = model.rows[stage]
    let stride = block == 0 ? row.stride : 1
    let expanded = input * Dim(row.expansion)
    let hidden = expanded + model.fedChannels
    let layers = scope.scope("conv")
    // The plain network numbers the expansion with the other layers.
    let numbersExpansion = recurrence == nil && row.expansion > 1
    let offset = numbersExpansion ? 1 : 0
    expansion =
      row.expansion == 1
      ? nil
      : ConvNormActivation(
        numbersExpansion ? layers.scope("0") : scope.scope("conv1x1"),
        Convolution(input, expanded, Window(1)))
    filter = ConvNormActivation(
      layers.scope("\(offset)"),
      Convolution(hidden, hidden, .same(3, stride: stride), groups: hidden))
    projection = (
      layers.layer("\(offset + 1)", Convolution(hidden, row.channels, Window(1))),
      layers.layer("\(offset + 2)", BatchNormalization(row.channels))
    )
    attention = AttentionLayers(
      layers.scope("\(offset + 3)"), model.attention, channels: row.channels, stage: stage)
    let pools = recurrence != nil && stride > 1
    statePooling =
      pools
      ? scope.layer(
        "averagePooling", Pooling.average(Window(2, stride: 2), hasTupleKernel: true),
        role: .statePooling)
      : nil
    isResidual = stride == 1 && input == row.channels
    update = model.recurrence.flatMap { StateUpdate(ownedBy: scope, $0, output: row.channels) }
  }

  /// The block with an update of the state that it shares with others.
  func updating(_ update: StateUpdate) -> InvertedResidual {
    var block = self
    block.update = update
    return block
  }

  /// The output and the next state.
  func callAsFunction(_ x: Value, _ state: RecurrentState?) -> (Value, RecurrentState?) {
    scope.block(number) {
      let (y, output, pooled) = scope.run {
        let y = branch(x, state)
        let output = isResidual ? scope.inRole(.shortcut) { x + y } : y
        return (y, output, statePooling.flatMap { state?.pooled(by: $0) } ?? state)
      }
      guard let recurrence, let update, let pooled else { return (output, nil) }
      return (output, update(pooled, recurrence.source == .output ? output : y))
    }
  }

  private func branch(_ x: Value, _ state: RecurrentState?) -> Value {
    scope.inRole(.branch) {
      var u = expansion.map { $0(x) } ?? x
      if let state, recurrence?.feedsBlocks == true { u = u.joined(by: state.hidden) }
      let y = projection.norm(projection.convolution(filter(u)))
      return attention.map { $0(y) } ?? y
    }
  }
}
