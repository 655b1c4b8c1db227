import RLASymbolic

/// One element for each index, at the place of the index but for its position along an axis.
///
/// Shapes: data and indices of the same rank → the shape of the indices. ONNX GatherElements,
/// version 13; `torch.gather`.
public struct GatherElements: Operator {
  public static let kind = OperatorKind(
    "GatherElements", .movement, onnx: ["GatherElements"],
    inputs: [OperatorKind.Port("data"), OperatorKind.Port("indices")])

  /// Counted from the end where negative.
  public let axis: Int

  public init(axis: Int = 0) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.gather", aten: "gather")

  public var title: String { "gather elements" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(1).require(rank: inputs.shape(0).rank)
    _ = try inputs.shape(0).axis(axis)
    return [Fact(inputs[0].type, inputs.shape(1))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: inputs.shape(1).elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
