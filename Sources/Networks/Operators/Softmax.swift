import RLASymbolic

/// Exponentials along an axis, divided by their sum: `y = e^(x − max) / Σ e^(x − max)`.
///
/// Shapes: any with the axis → the same. The maximum is subtracted first, so that no exponential
/// overflows. Bridle 1990, Training Stochastic Model Recognition Algorithms as Networks.
public struct Softmax: Operator {
  public static let kind = OperatorKind("Softmax", .normalization, onnx: ["Softmax"])

  /// The axis along which the results add up to 1, counted from the end where negative.
  public let axis: Int

  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Softmax", function: "F.softmax", aten: "softmax")

  public var title: String { "softmax" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    _ = try inputs.shape().axis(axis)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// A slice of k elements takes k − 1 comparisons for its maximum and k − 1 additions for its sum;
  /// each element takes a subtraction, an exponential and a division.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    let joined = n - inputs.shape().slices(along: axis)
    return Work(
      inputElements: n, outputElements: n, additions: n + joined, divisions: n,
      comparisons: joined, exponentials: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .output }
}

extension Shape {
  /// How many slices along an axis the tensor has: the product of the other sizes.
  ///
  /// The axis is counted from the end where negative, and exists.
  func slices(along axis: Int) -> Dim {
    let axis = axis < 0 ? axis + rank : axis
    return dims.indices.reduce(1) { $1 == axis ? $0 : $0 * dims[$1] }
  }
}
