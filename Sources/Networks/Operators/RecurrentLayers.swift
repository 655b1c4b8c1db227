public import RLASymbolic

/// Layers of recurrent cells over the steps of a sequence.
///
/// Shapes: T×N×I → T×N×(D·H) and the last states (L·D)×N×H, for T steps, N sequences, I inputs, H
/// elements of the hidden state, L layers and D directions; with the batch first N×T×I → N×T×(D·H).
/// The initial states are further inputs, zero where omitted. A layer after the first reads the
/// hidden states of the one before it, both directions concatenated.
///
/// Source: torch.nn.LSTM, GRU and RNN of PyTorch 2.13, without projections and dropout. ONNX has a
/// single layer, with the directions as a separate axis.
public struct RecurrentLayers: Operator {
  public let cell: RecurrentCell
  public let inputSize: Dim
  public let hiddenSize: Dim
  public let layers: Int
  /// Whether each layer runs in both directions.
  public let isBidirectional: Bool
  /// Whether the first axis is the batch instead of the steps.
  public let isBatchFirst: Bool
  /// Whether each gate has two biases.
  public let hasBias: Bool

  /// - Parameters:
  ///   - cell: How a step computes the next state.
  ///   - inputSize: Elements of the input of a step.
  ///   - hiddenSize: Elements of the hidden state of a layer and direction.
  ///   - layers: How many layers are stacked.
  ///   - bidirectional: Whether each layer runs in both directions.
  ///   - batchFirst: Whether the first axis is the batch instead of the steps.
  ///   - bias: Whether each gate has two biases.
  public init(
    _ cell: RecurrentCell, _ inputSize: Dim, _ hiddenSize: Dim, layers: Int = 1,
    bidirectional: Bool = false, batchFirst: Bool = false, bias: Bool = true
  ) {
    precondition(layers > 0, "There is at least one layer.")
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    isBidirectional = bidirectional
    isBatchFirst = batchFirst
    hasBias = bias
  }

  private var directions: Int { isBidirectional ? 2 : 1 }

  /// Elements that a step of a layer reads besides its state.
  private func inputSize(ofLayer layer: Int) -> Dim {
    layer == 0 ? inputSize : hiddenSize * Dim(directions)
  }

  public var kind: OperatorKind { cell.kind }

  public var torch: TorchNames { cell.torch }

  public var title: String { isBidirectional ? "bidirectional \(cell.title)" : cell.title }

  public var weights: [Weight] {
    let rows = hiddenSize * Dim(cell.gates)
    return (0..<layers).flatMap { layer in
      ["", "_reverse"].prefix(directions).flatMap { direction in
        let suffix = "_l\(layer)\(direction)"
        let matrices = [
          Weight("weight_ih\(suffix)", [rows, inputSize(ofLayer: layer)]),
          Weight("weight_hh\(suffix)", [rows, hiddenSize]),
        ]
        let biases = ["bias_ih", "bias_hh"].map { Weight($0 + suffix, [rows]) }
        return hasBias ? matrices + biases : matrices
      }
    }
  }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the input is not a batch of sequences of
  ///   such steps, or an initial state has another shape than the final ones.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    try input.shape.require(stepsOf: inputSize, &requirements)
    let batch = input.shape.dims[isBatchFirst ? 0 : 1]
    let state: Shape = [Dim(layers * directions), batch, hiddenSize]
    try cell.require(initialStates: state, of: inputs, &requirements)
    var output = input.shape
    output.dims[2] = hiddenSize * Dim(directions)
    let states = [Fact](repeating: Fact(input.type, state), count: cell.states)
    return [Fact(input.type, output)] + states
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let calls = input.dims[0] * input.dims[1]
    let rows = hiddenSize * Dim(cell.gates * directions)
    let states = output.elements * Dim(layers)
    let first = calls * rows * inputSize
    let between = calls * rows * hiddenSize * Dim(directions * (layers - 1))
    let recurrent = calls * rows * hiddenSize * Dim(layers)
    var work = Work(
      cell.cost, times: states, inputElements: input.elements, outputElements: output.elements,
      parametersPerImage: input.dims[isBatchFirst ? 0 : 1] * parameterCount)
    work[.multiplyAdds] = first + between + recurrent
    work[.multiplyAddsAtOutputs] = work[.multiplyAdds]
    work[.multiplyAddsByFilter] = work[.multiplyAdds]
    work[.biasAdditions] = hasBias ? calls * rows * Dim(2 * layers) : 0
    work[.stateElements] = states
    work[.stateElementsOfOneDirection] = calls * hiddenSize * Dim(layers)
    work[.inputGradient] = first
    work[.weightGradient] =
      work[.multiplyAdds] + between + recurrentGradient(recurrent, inputs)
    work[.weightGradientTimesGroups] = work[.weightGradient]
    return work
  }

  /// Multiply-adds of the gradients of hidden states, which the gradients of the weights need.
  ///
  /// An initial state of zeros needs no gradient, which spares the first step.
  private func recurrentGradient(_ recurrent: Dim, _ inputs: Operands) -> Dim {
    if inputs.optional(1) != nil { return recurrent }
    let batch = inputs.shape().dims[isBatchFirst ? 0 : 1]
    let rows = hiddenSize * Dim(cell.gates * directions)
    return recurrent - batch * rows * hiddenSize * Dim(layers)
  }

  public var storage: Storage { .fresh }

  /// The hidden states of the last layer are the output.
  public var savedTensors: SavedTensors { .inputsAndSteps(cell.savedValues * layers - 1) }
}
