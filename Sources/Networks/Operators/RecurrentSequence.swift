public import RLASymbolic

/// One recurrent layer with its directions as an axis of their own, as ONNX has it.
///
/// Shapes: T×N×I → T×D×N×H and the last states D×N×H, for T steps, N sequences, I inputs, H elements
/// of the hidden state and D directions; with the batch first N×T×I → N×T×D×H and N×D×H. The initial
/// states are further inputs, zero where omitted. ONNX LSTM, GRU and RNN, version 22.
public struct RecurrentSequence: Operator {
  public let cell: RecurrentCell
  public let inputSize: Dim
  public let hiddenSize: Dim
  /// 1, or 2 for a layer that runs in both directions.
  public let directions: Int
  /// Whether the first axis is the batch instead of the steps.
  public let isBatchFirst: Bool
  /// Whether each gate has two biases.
  public let hasBias: Bool
  /// The same layer in PyTorch's form, which costs the same.
  private let layers: RecurrentLayers

  /// - Parameters:
  ///   - cell: How a step computes the next state.
  ///   - inputSize: Elements of the input of a step.
  ///   - hiddenSize: Elements of the hidden state of a direction.
  ///   - directions: 1 or 2.
  ///   - batchFirst: Whether the first axis is the batch instead of the steps.
  ///   - bias: Whether each gate has two biases.
  public init(
    _ cell: RecurrentCell, _ inputSize: Dim, _ hiddenSize: Dim, directions: Int = 1,
    batchFirst: Bool = false, bias: Bool = true
  ) {
    precondition((1...2).contains(directions), "A layer has one or two directions.")
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.directions = directions
    isBatchFirst = batchFirst
    hasBias = bias
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
