import RLANetworks
import RLASymbolic

/// A gated cell on vectors: gates = B₂ReLU(B₁x) + D₂ReLU(D₁h), `c' = σ(f)·c + σ(i)·tanh(g)`.
///
/// Shapes: N×C → N×C.
struct VectorCellLayers {
  private let scope: Scope
  private let cell: LayerAggregation.VectorCell
  private let channels: Dim
  private let input: Perceptron
  private let hidden: Perceptron
  private let dropout: BuiltLayer

  init(_ scope: Scope, _ cell: LayerAggregation.VectorCell, channels: Dim) {
    self.scope = scope
    self.cell = cell
    self.channels = channels
    let inner = channels.floorDivided(by: cell.reduction)
    let gates = channels * Dim(cell.gates.count)
    let names = cell.names
    input = Perceptron(scope.scope(names.input), names.layers, channels, inner, gates)
    hidden = Perceptron(scope.scope(names.hidden), names.layers, channels, inner, gates)
    dropout = scope.layer("dropout", Dropout(rate: 0.1))
  }

  /// Gives the cell one more name.
  func register(_ scope: Scope) {
    input.register(scope.scope(cell.names.input), cell.names.layers)
    hidden.register(scope.scope(cell.names.hidden), cell.names.layers)
    scope.register("dropout", dropout)
  }

  /// The next h and c.
  func callAsFunction(_ x: Value, _ h: Value?, _ c: Value?) -> (h: Value, c: Value) {
    scope.inRole(.cell(cell.hasOutputGate ? "DIA" : "DSU")) {
      scope.run { step(x, h ?? x.zeros(channels: channels), c ?? x.zeros(channels: channels)) }
    }
  }

  /// What becomes of h where the states are those of the first image of the batch, for all images.
  ///
  /// The code of DLA takes the last layer of the states, N×C, and hands that to a cell that takes the
  /// first layer of what it gets: the row of one image.
  func readingFirstImage(_ x: Value, _ h: Value, _ c: Value) -> Value {
    scope.inRole(.cell(cell.hasOutputGate ? "DIA" : "DSU")) {
      scope.run { step(x, h.firstRow(in: scope), c.firstRow(in: scope)).h }
    }
  }

  private func step(_ x: Value, _ h: Value, _ c: Value) -> (h: Value, c: Value) {
    let sums = input(x).broadcast(plus: hidden(h), in: scope)
    let parts = scope.apply(
      Split(.sizes(cell.gates.map { _ in channels })), to: [sums], outputs: cell.gates.count)
    func gate(_ index: Int, _ function: (Value) -> Value) -> Value {
      parts[index].inRole(.gate(cell.gates[index])) { function(parts[index]) }
    }
    let i = gate(0, sigmoid)
    let f = gate(1, sigmoid)
    let g = gate(2, tanh)
    let next = c.inRole(.cellState) { f.broadcast(times: c, in: scope) + i * g }
    let output = cell.hasOutputGate ? gate(3, sigmoid) * sigmoid(next) : sigmoid(next)
    // The published code drops out elements of a copy that nothing reads.
    _ = dropout(output)
    return (output, next)
  }
}

extension Value {
  /// The first row of N×C, C.
  fileprivate func firstRow(in scope: Scope) -> Value {
    scope.apply(Slice(axis: 0, start: 0, count: 1), to: [self])[0].reshaped(to: .row)
  }
}

extension Reshape {
  /// 1×C → C.
  fileprivate static let row = Reshape(to: [.axis(1)], singleAxes: [0], title: "row")
}

/// Two linear layers with a ReLU between them.
private struct Perceptron {
  private let reduce: BuiltLayer
  private let relu: BuiltLayer
  private let expand: BuiltLayer

  init(_ scope: Scope, _ names: [String], _ input: Dim, _ inner: Dim, _ output: Dim) {
    reduce = scope.layer(names[0], Linear(input, inner, bias: true))
    relu = scope.layer(names[1], Activation(.relu))
    expand = scope.layer(names[2], Linear(inner, output, bias: true))
  }

  func register(_ scope: Scope, _ names: [String]) {
    for (name, layer) in zip(names, [reduce, relu, expand]) { scope.register(name, layer) }
  }

  func callAsFunction(_ x: Value) -> Value { expand(relu(reduce(x))) }
}
