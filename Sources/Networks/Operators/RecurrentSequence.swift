public import RLASymbolic

/// One recurrent layer with its directions as an axis of their own, as ONNX has it.
///
/// Shapes: T×N×I → T×D×N×H and the last states D×N×H, for T steps, N sequences, I inputs, H elements
/// of the hidden state and D directions; with the batch first N×T×I → N×T×D×H and N×D×H. The initial
/// states are further inputs, zero where omitted. ONNX LSTM, GRU and RNN, version 22.
public struct RecurrentSequence: Operator {
  /// What ONNX lets a model choose; it changes no cost but that of functions.
  public struct Variation: Hashable, Sendable {
    /// Whether the only direction runs from the last step to the first.
    public var isReversed = false
    /// The functions of each direction, one list after the other; empty for those of the cell.
    public var functions: [ElementFunction] = []
    /// The largest magnitude of the argument of a function; nil for any.
    public var clip: Double?
    /// Whether the forget gate of an LSTM is one minus the input gate.
    public var isCoupled = false
    /// Whether the reset gate of a GRU scales the product with the hidden state, as in PyTorch, not
    /// the hidden state.
    public var resetsProduct = true
    /// Whether the hidden states of all sequences become numbers of 8 bits before each product with
    /// them, with the scale and the zero point that fit their range; only of an LSTM.
    public var roundsState = false

    public init() {}
  }

  public let cell: RecurrentCell
  public let inputSize: Dim
  public let hiddenSize: Dim
  /// 1, or 2 for a layer that runs in both directions.
  public let directions: Int
  /// Whether the first axis is the batch instead of the steps.
  public let isBatchFirst: Bool
  /// Whether each gate has two biases.
  public let hasBias: Bool
  /// How steps differ from those of the cell.
  public let variation: Variation
  /// The same layer in PyTorch's form, which costs the same.
  private let layers: RecurrentLayers

  /// - Parameters:
  ///   - cell: How a step computes the next state.
  ///   - inputSize: Elements of the input of a step.
  ///   - hiddenSize: Elements of the hidden state of a direction.
  ///   - directions: 1 or 2.
  ///   - batchFirst: Whether the first axis is the batch instead of the steps.
  ///   - bias: Whether each gate has two biases.
  ///   - variation: How steps differ from those of the cell.
  public init(
    _ cell: RecurrentCell, _ inputSize: Dim, _ hiddenSize: Dim, directions: Int = 1,
    batchFirst: Bool = false, bias: Bool = true, _ variation: Variation = Variation()
  ) {
    precondition((1...2).contains(directions), "A layer has one or two directions.")
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.directions = directions
    isBatchFirst = batchFirst
    hasBias = bias
    self.variation = variation
    layers = RecurrentLayers(
      cell, inputSize, hiddenSize, bidirectional: directions == 2, batchFirst: batchFirst,
      bias: bias)
  }

  public var kind: OperatorKind { cell.kind }

  public var torch: TorchNames { cell.torch }

  public var title: String { layers.title }

  public var weights: [Weight] {
    let (count, rows) = (Dim(directions), hiddenSize * Dim(cell.gates))
    let matrices = [
      Weight("W", [count, rows, inputSize]), Weight("R", [count, rows, hiddenSize]),
    ]
    return hasBias ? matrices + [Weight("B", [count, rows * 2])] : matrices
  }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the input is not a batch of sequences of
  ///   such steps, or an initial state has another shape than the final ones.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    try input.shape.require(stepsOf: inputSize, &requirements)
    let (count, batch) = (Dim(directions), input.shape.dims[isBatchFirst ? 0 : 1])
    let state: Shape = isBatchFirst ? [batch, count, hiddenSize] : [count, batch, hiddenSize]
    try cell.require(initialStates: state, of: inputs, &requirements)
    if let lengths = inputs.optional(cell.states + 1) {
      try lengths.shape.require(rank: 1)
      try requirements.require(
        .equal(lengths.shape.dims[0], batch),
        otherwise: .unequal(axis: 0, lengths.shape.dims[0], batch))
    }
    if let peepholes = inputs.optional(cell.states + 2) {
      try peepholes.shape.require(
        equalTo: [count, hiddenSize * 3], axes: [0, 1], &requirements)
    }
    let first = input.shape.dims[0]
    let output: Shape =
      isBatchFirst
      ? [first, input.shape.dims[1], count, hiddenSize] : [first, count, batch, hiddenSize]
    return [Fact(input.type, output)]
      + [Fact](repeating: Fact(input.type, state), count: cell.states)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    layers.work(on: inputs, outputs: outputs)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { layers.savedTensors }
}
