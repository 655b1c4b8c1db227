import RLASymbolic

/// A tensor with some of its elements replaced: `y = x`, then `y[indices[i, j], j] = updates[i, j]`
/// for axis 0.
///
/// Shapes: data, and indices and updates of one shape and the rank of the data → that of the data.
/// ONNX `ScatterElements`, version 18; `torch.scatter`, PyTorch 2.13.
public struct ScatterElements: Operator {
  public static let kind = OperatorKind(
    "ScatterElements", .movement, onnx: ["ScatterElements", "Scatter"],
    inputs: ["data", "indices", "updates"].map { OperatorKind.Port($0) })

  /// Counted from the end where negative.
  public let axis: Int
  public let reduction: ScatterReduction

  public init(axis: Int = 0, _ reduction: ScatterReduction = .none) {
    self.axis = axis
    self.reduction = reduction
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames {
    switch reduction {
    case .none: Self.names
    case .add: Self.addNames
    case .multiply, .maximum, .minimum: Self.reduceNames
    }
  }

  private static let names = TorchNames(function: "torch.scatter", aten: "scatter", "scatter_")
  private static let addNames = TorchNames(
    function: "torch.scatter_add", aten: "scatter_add", "scatter_add_")
  private static let reduceNames = TorchNames(
    function: "torch.scatter_reduce", aten: "scatter_reduce", "scatter_reduce_")

  public var title: String { "scatter elements" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs[0], inputs[1])
    let axis = try indices.shape.require(within: data.shape, but: axis, &requirements)
    try indices.shape.require(
      equalTo: inputs.shape(2), axes: indices.shape.dims.indices, &requirements)
    try requirements.require(indices.elements ?? [], in: data.shape.dims[axis])
    return [Fact(data.type, data.shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(
      reduction.cost, times: inputs.shape(2).elements,
      inputElements: inputs.shape().elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
