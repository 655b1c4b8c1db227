import RLANetworks
import RLASymbolic

/// What the blocks of a network hand on beside the features: h, and the cell state of an LSTM.
struct RecurrentState {
  var hidden: Value
  var cell: Value?

  init(hidden: Value, cell: Value?) {
    self.hidden = hidden
    self.cell = cell
  }

  /// Zeros at the resolution of `features`.
  init(like features: Value, _ recurrence: Recurrence) {
    func zeros() -> Value { features.zeros(channels: recurrence.channels) }
    hidden = features.inRole(.stateRouting, zeros)
    cell =
      recurrence.update == .lstm
      ? features.inRole(.stateRouting) { features.inRole(.cellState, zeros) } : nil
  }

  /// The state at half the resolution.
  func pooled(by pooling: BuiltLayer) -> RecurrentState {
    var pooledState = self
    pooledState.hidden = pooling(hidden)
    pooledState.cell = cell.map { cell in cell.inRole(.cellState) { pooling(cell) } }
    return pooledState
  }
}

/// g₂: what turns the input of the state into its next value.
enum RecurrentCell {
  case convolution(BuiltLayer)
  case lstm(ConvolutionalLSTM)
  case gru(ConvolutionalGRU)

  /// Creates the weights of one cell under `name`.
  init(_ scope: Scope, _ name: String, _ recurrence: Recurrence) {
    let k = recurrence.channels
    switch recurrence.update {
    case .lstm:
      self = .lstm(ConvolutionalLSTM(scope.scope(name), channels: k))
    case .gru:
      self = .gru(ConvolutionalGRU(scope.scope(name), channels: k))
    case .preActivation, .lateAddition, .postActivation:
      let groups: Dim = recurrence.filter == .depthwise ? k : 1
      self = .convolution(
        scope.layer(
          name, Convolution(k, k, .same(3), groups: groups), role: .recurrentConvolution))
    }
  }

  /// One cell under each of `count` names, or one under all of them where the network shares it;
  /// training leaves the first `frozen` of them as they are.
  static func list(
    _ scope: Scope, _ name: String, count: Int, frozen: Int, _ recurrence: Recurrence
  ) -> [RecurrentCell] {
    guard recurrence.sharing == .network else {
      return (0..<count).map {
        RecurrentCell(scope.frozen(if: $0 < frozen), "\(name).\($0)", recurrence)
      }
    }
    let cell = RecurrentCell(scope.frozen(if: frozen > 0), "\(name).0", recurrence)
    for index in 1..<count { cell.register(scope, "\(name).\(index)") }
    return Array(repeating: cell, count: count)
  }

  private func register(_ scope: Scope, _ name: String) {
    switch self {
    case .convolution(let layer): scope.register(name, layer)
    case .lstm(let lstm): lstm.register(scope.scope(name))
    case .gru(let gru): gru.register(scope.scope(name))
    }
  }
}

/// The update of the state after one block: g₁, the norm of the block and g₂.
struct StateUpdate {
  let recurrence: Recurrence
  let scope: Scope
  let stateOutput: BuiltLayer
  let norm: BuiltLayer
  let activation: BuiltLayer
  let cell: RecurrentCell

  /// The next state, from the state at the resolution of `y` and what the block feeds to it, `y`.
  func callAsFunction(_ state: RecurrentState, _ y: Value) -> RecurrentState {
    y.inRole(.stateRouting) {
      var states: AggregationStates = ["h": .one(AggregationTensor(state.hidden, .map))]
      if let cell = state.cell { states["c"] = .one(AggregationTensor(cell, .map)) }
      var run = AggregationRun(recurrence.aggregation, scope, self, states)
      run[recurrence.sourceValue] = y
      run.run(recurrence.point)
      var next = state
      next.hidden = run.states["h"]?.all.first?.value ?? state.hidden
      next.cell = run.states["c"]?.all.first?.value
      return next
    }
  }
}

extension StateUpdate: AggregationCalls {
  var channels: Dim { recurrence.channels }

  func layer(_ name: String) -> BuiltLayer {
    switch (name, cell) {
    case ("W₁", _): stateOutput
    case ("BN", _): norm
    case ("tanh", _): activation
    case ("W₂", .convolution(let convolution)): convolution
    default: preconditionFailure("\(name) is no layer of a state.")
    }
  }

  func call(
    _ name: String, _ inputs: [AggregationTensor], _ states: AggregationStates
  ) -> AggregationTensor {
    AggregationTensor(layer(name)(inputs[0].value), .map)
  }

  func advance(
    _ name: String, _ input: AggregationTensor, _ states: [AggregationTensor?]
  ) -> [AggregationTensor] {
    guard let hidden = states[0]?.value else {
      preconditionFailure("The state is there before the first block.")
    }
    let state = RecurrentState(hidden: hidden, cell: states.count > 1 ? states[1]?.value : nil)
    let next =
      switch cell {
      case .lstm(let lstm): lstm(input.value, state)
      case .gru(let gru): gru(input.value, state)
      case .convolution: preconditionFailure("A gated update has a gated cell.")
      }
    return ([next.hidden] + [next.cell].compactMap(\.self)).map { AggregationTensor($0, .map) }
  }
}

extension Value {
  /// The features with the state beside them, along the channels.
  func joined(by state: Value) -> Value {
    inRole(.stateRouting) { inRole(.stateFeed) { concatenate(self, state) } }
  }
}
