import RLASymbolic

/// The logarithm of a softmax along an axis: `y = x − max − ln Σ e^(x − max)`.
///
/// Shapes: any with the axis → the same. PyTorch 2.13, `torch.nn.LogSoftmax`.
public struct LogSoftmax: Operator {
  public static let kind = OperatorKind("LogSoftmax", .normalization, onnx: ["LogSoftmax"])

  /// The axis along which the exponentials of the results add up to 1, counted from the end where
  /// negative.
  public let axis: Int

  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "LogSoftmax", function: "F.log_softmax", aten: "log_softmax")

  public var title: String { "log-softmax" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    _ = try inputs.shape().axis(axis)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// A slice of k elements takes k − 1 comparisons, k − 1 additions and a logarithm; each element
  /// takes an exponential and two subtractions.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    let slices = inputs.shape().slices(along: axis)
    return Work(
      inputElements: n, outputElements: n, additions: n * 3 - slices, comparisons: n - slices,
      exponentials: n + slices)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .output }
}
