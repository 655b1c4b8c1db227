import RLASymbolic

/// How a recurrent layer computes its next state: one row of the table of cells.
///
/// x is the input of a step and h the hidden state before it. Each gate is a function of
/// `W·x + b + U·h + b'` with its own weights.
public struct RecurrentCell: Hashable, Sendable {
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  /// The number of gates, each a vector as long as the hidden state.
  public let gates: Int
  /// The number of state tensors that a step passes to the next.
  public let states: Int
  /// Scalar operations outside of the products and biases, for each element of the hidden state.
  public let cost: ElementCost
  /// Values that the backward pass reads, for each element of the hidden state, that element included.
  public let savedValues: Int

  /// With sigmoid gates i, f, o and g = tanh: `c' = f·c + i·g`, `h' = o·tanh(c')`.
  ///
  /// The order of the gates is PyTorch's: i, f, g, o. Source: Hochreiter and Schmidhuber, Neural
  /// Computation 9(8), 1997, with the forget gate of Gers et al., 2000.
  public static let lstm = RecurrentCell(
    kind: .lstm, torch: names("LSTM", "lstm"), title: "LSTM", gates: 4, states: 2,
    cost: cost(sigmoids: 3, tangents: 2, ElementCost(additions: 5, multiplications: 3)),
    savedValues: 6)

  /// With sigmoid gates r, z: `n = tanh(W·x + b + r·(U·h + b'))`, `h' = (h − n)·z + n`.
  ///
  /// The order of the gates is PyTorch's: r, z, n. Source: Cho et al., EMNLP 2014, with the reset
  /// gate after the product, as in PyTorch and in ONNX with `linear_before_reset`.
  public static let gru = RecurrentCell(
    kind: .gru, torch: names("GRU", "gru"), title: "GRU", gates: 3, states: 1,
    cost: cost(sigmoids: 2, tangents: 1, ElementCost(additions: 5, multiplications: 2)),
    savedValues: 5)

  /// `h' = tanh(W·x + b + U·h + b')`.
  ///
  /// Source: Elman, Cognitive Science 14, 1990.
  public static let tanh = RecurrentCell(
    kind: .rnn, torch: names("RNN", "rnn_tanh"), title: "RNN", gates: 1, states: 1,
    cost: cost(sigmoids: 0, tangents: 1, ElementCost(additions: 1)), savedValues: 1)

  /// `h' = max(W·x + b + U·h + b', 0)`.
  public static let relu = RecurrentCell(
    kind: .rnn, torch: names("RNN", "rnn_relu"), title: "ReLU RNN", gates: 1, states: 1,
    cost: ElementCost(additions: 1, comparisons: 1), savedValues: 1)

  /// Every row.
  public static let all: [RecurrentCell] = [.lstm, .gru, .tanh, .relu]

  private static func names(_ module: String, _ function: String) -> TorchNames {
    TorchNames(
      module: module, function: "torch.\(function)", called: "_VF.\(function)", aten: function)
  }

  /// The cost of the gates and of combining them.
  private static func cost(
    sigmoids: Int, tangents: Int, _ joining: ElementCost
  ) -> ElementCost {
    var cost = joining
    for (gate, count) in [
      (ElementFunction.sigmoid.cost, sigmoids), (ElementFunction.tanh.cost, tangents),
    ] {
      cost.additions += gate.additions * count
      cost.multiplications += gate.multiplications * count
      cost.divisions += gate.divisions * count
      cost.exponentials += gate.exponentials * count
    }
    return cost
  }

  public static func == (left: Self, right: Self) -> Bool { left.torch == right.torch }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension OperatorKind {
  public static let lstm = recurrent("LSTM", states: ["h", "c"])
  public static let gru = recurrent("GRU", states: ["h"])
  public static let rnn = recurrent("RNN", states: ["h"])

  private static func recurrent(_ name: String, states: [String]) -> OperatorKind {
    OperatorKind(
      name, .product, onnx: [name],
      inputs: [Port("X")] + states.map { Port("initial_\($0)", .optional) }
        + [Port("sequence_lens", .optional)]
        + (states.count > 1 ? [Port("P", .optional)] : []),
      outputs: [Port("Y")] + states.map { Port("Y_\($0)") })
  }
}

extension Shape {
  /// Requires a batch of sequences whose steps have so many elements.
  func require(
    stepsOf inputSize: Dim, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    try require(rank: 3)
    let features = dims[2]
    if features != inputSize {
      try requirements.require(
        .equal(features, inputSize), otherwise: .unequal(axis: 2, features, inputSize))
    }
  }
}

extension RecurrentCell {
  /// Requires that the initial states that are given have a shape.
  func require(
    initialStates shape: Shape, of inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    for position in 1...states {
      guard let initial = inputs.optional(position) else { continue }
      try initial.shape.require(equalTo: shape, axes: 0..<3, &requirements)
    }
  }
}
