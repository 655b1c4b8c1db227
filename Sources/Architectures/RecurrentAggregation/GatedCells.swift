import RLANetworks
import RLASymbolic

/// `(i, f, o, g) = conv([input, h])`, `c' = σ(f)·c + σ(i)·tanh(g)`, `h' = σ(o)·tanh(c')`.
///
/// One 3x3 convolution without bias and without peepholes, as the published code has it. Shi et al.
/// 2015, arXiv 1506.04214.
struct ConvolutionalLSTM {
  private let convolution: BuiltLayer
  private let channels: Dim

  init(_ scope: Scope, channels k: Dim) {
    channels = k
    convolution = scope.layer("conv", Convolution(k * 2, k * 4, .same(3)))
  }

  func register(_ scope: Scope) {
    scope.register("conv", convolution)
  }

  func callAsFunction(_ input: Value, _ state: RecurrentState) -> RecurrentState {
    guard let cell = state.cell else { preconditionFailure("An LSTM needs a cell state.") }
    return input.inCell("ConvLSTM") {
      let gates = convolution(concatenate(input, state.hidden))
      let i = gates.gate("i") { sigmoid(gates.channels(from: 0, count: channels)) }
      let f = gates.gate("f") { sigmoid(gates.channels(from: channels, count: channels)) }
      let o = gates.gate("o") { sigmoid(gates.channels(from: channels * 2, count: channels)) }
      let g = gates.gate("g") { tanh(gates.channels(from: channels * 3, count: channels)) }
      var next = state
      let nextCell = cell.inRole(.cellState) { f * cell + i * g }
      next.cell = nextCell
      next.hidden = o * tanh(nextCell)
      return next
    }
  }
}

/// `(r, u) = σ(GN(conv([input, h])))`, `n = tanh(GN(conv([input, r·h])))`, `h' = u·h + (1 − u)·n`.
///
/// Both convolutions are 3x3 with bias; every gate has a group norm of its own.
struct ConvolutionalGRU {
  private let gates: BuiltLayer
  private let resetNorm: BuiltLayer
  private let updateNorm: BuiltLayer
  private let output: BuiltLayer
  private let outputNorm: BuiltLayer
  private let activation: BuiltLayer
  private let channels: Dim

  init(_ scope: Scope, channels k: Dim) {
    channels = k
    gates = scope.layer("gate_conv", Convolution(k * 2, k * 2, .same(3), bias: true))
    resetNorm = scope.layer("reset_gate_norm", GroupNormalization(k, epsilon: 1e-6))
    updateNorm = scope.layer("update_gate_norm", GroupNormalization(k, epsilon: 1e-6))
    output = scope.layer("output_conv", Convolution(k * 2, k, .same(3), bias: true))
    outputNorm = scope.layer("output_norm", GroupNormalization(k, epsilon: 1e-6))
    activation = scope.layer("activation", Activation(.tanh))
  }

  func register(_ scope: Scope) {
    scope.register("gate_conv", gates)
    scope.register("reset_gate_norm", resetNorm)
    scope.register("update_gate_norm", updateNorm)
    scope.register("output_conv", output)
    scope.register("output_norm", outputNorm)
    scope.register("activation", activation)
  }

  func callAsFunction(_ input: Value, _ state: RecurrentState) -> RecurrentState {
    input.inCell("ConvGRU") {
      let h = state.hidden
      let both = gates(concatenate(input, h))
      let r = both.gate("r") { sigmoid(resetNorm(both.channels(from: 0, count: channels))) }
      let u = both.gate("u") { sigmoid(updateNorm(both.channels(from: channels, count: channels))) }
      let joined = concatenate(input, r * h)
      let n = joined.gate("n") { activation(outputNorm(output(joined))) }
      var next = state
      next.hidden = u * h + (1 - u) * n
      return next
    }
  }
}

extension Value {
  /// Runs `body` as a gated cell, of the kind that the field names so.
  fileprivate func inCell<Result>(_ kind: String, _ body: () -> Result) -> Result {
    inRole(.recurrentConvolution) { inRole(.cell(kind), body) }
  }

  /// Runs `body` as the gate that the equations call so.
  fileprivate func gate(_ letter: String, _ body: () -> Value) -> Value {
    inRole(.gate(letter), body)
  }
}
