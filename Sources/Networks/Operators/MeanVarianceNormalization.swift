import RLASymbolic

/// Normalization by the mean and the variance over some axes: `y = (x − μ) / σ`.
///
/// Shapes: any with the axes → the same. ONNX `MeanVarianceNormalization`, version 13.
public struct MeanVarianceNormalization: Operator {
  public static let kind = OperatorKind(
    "MeanVarianceNormalization", .normalization, onnx: ["MeanVarianceNormalization"])

  /// The axes over which means and variances are taken, counted from the end where negative.
  public let axes: [Int]

  public init(over axes: [Int] = [0, 2, 3]) {
    self.axes = axes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.std_mean", aten: "std_mean", "var_mean")

  public var title: String { "standardize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    _ = try inputs.shape().axes(axes)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// An element takes a sum, a sum of squares, a shift and a factor, as in `LayerNormalization`; a
  /// slice takes four divisions and roots.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shape = inputs.shape()
    let n = shape.elements
    let reduced = Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 })
    let slices = shape.dims.indices.reduce(1) { reduced.contains($1) ? $0 : $0 * shape.dims[$1] }
    return Work(
      inputElements: n, outputElements: n, additions: n * 3, multiplications: n * 2,
      divisions: slices * 4)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
