import RLANetworks
import RLASymbolic

/// The parts of a recurrence that blocks share: g₁ by stage, g₂ by stage or across the network.
struct SharedStateLayers {
  private let recurrence: Recurrence
  private let stateOutputs: [BuiltLayer]
  private let cells: [RecurrentCell]
  let activation: BuiltLayer

  /// Creates the layers; nil where every block owns its own.
  ///
  /// - Parameters:
  ///   - net: The outermost scope.
  ///   - recurrence: What is shared, and how.
  ///   - channels: Channels of the output of each stage.
  ///   - slots: Names under which a network-wide cell stands.
  ///   - frozenStages: How many of the first stages training leaves as they are.
  init?(
    _ net: Scope, _ recurrence: Recurrence, channels: [Dim], slots: Int, frozenStages: Int = 0
  ) {
    if recurrence.sharing == .block { return nil }
    self.recurrence = recurrence
    stateOutputs = channels.enumerated().map { stage, channels in
      net.frozen(if: stage < frozenStages).layer(
        "conv_outs.\(stage)", Convolution(channels, recurrence.channels, Window(1)),
        role: .stateOutput)
    }
    let count = recurrence.sharing == .network ? slots : channels.count
    cells = RecurrentCell.list(
      net, recurrence.filter == .dense ? "recurrent_convs" : "recurrent_dsconvs", count: count,
      frozen: frozenStages, recurrence)
    activation = net.layer("tanh", Activation(.tanh), role: .stateActivation)
  }

  /// The update after a block: the shared layers and a norm of its own.
  func update(_ net: Scope, stage: Int, block: Int) -> StateUpdate {
    StateUpdate(
      recurrence: recurrence, scope: net, stateOutput: stateOutputs[stage],
      norm: net.layer(
        "stage_bns.\(stage).\(block)", BatchNormalization(recurrence.channels),
        role: .stateNormalization),
      activation: activation, cell: cells[min(stage, cells.count - 1)])
  }
}

extension StateUpdate {
  /// The layers of an update that one block owns; nil where blocks share.
  init?(ownedBy scope: Scope, _ recurrence: Recurrence, output: Dim) {
    guard recurrence.sharing == .block else { return nil }
    let k = recurrence.channels
    self.recurrence = recurrence
    self.scope = scope
    stateOutput = scope.layer("conv_out", Convolution(output, k, Window(1)), role: .stateOutput)
    cell = RecurrentCell(scope, "recurrent_conv", recurrence)
    norm = scope.layer("bn_rla", BatchNormalization(k), role: .stateNormalization)
    activation = scope.layer("tanh_rla", Activation(.tanh), role: .stateActivation)
  }
}

/// The state as it joins the features in the head.
struct StateReadout {
  private let layers: (norm: BuiltLayer, activation: BuiltLayer)?

  /// - Parameters:
  ///   - net: The outermost scope.
  ///   - recurrence: Its readout decides.
  ///   - relu: The ReLU of the backbone.
  ///   - tanh: The layer that the updates share, where there is one.
  init(_ net: Scope, _ recurrence: Recurrence, relu: BuiltLayer, tanh: BuiltLayer?) {
    if recurrence.readout == .none {
      layers = nil
      return
    }
    let norm = net.layer(
      "bn2", BatchNormalization(recurrence.channels), role: .stateNormalization)
    let activation =
      recurrence.readout == .tanh ? tanh ?? net.layer("tanh", Activation(.tanh)) : relu
    layers = (norm, activation)
  }

  func callAsFunction(_ h: Value) -> Value {
    guard let layers else { return h }
    return h.inRole(.stateActivation) { layers.activation(layers.norm(h)) }
  }
}
