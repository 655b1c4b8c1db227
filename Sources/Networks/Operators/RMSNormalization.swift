public import RLASymbolic

/// Division of each slice over the last axes by its root mean square, then an optional learned
/// scale per element of a slice: `y = x / √(mean(x²) + ε) · γ`.
///
/// Shapes: any that ends with the normalized shape → the same. Zhang and Sennrich 2019,
/// arXiv 1910.07467.
public struct RMSNormalization: Operator {
  public static let kind = OperatorKind(
    "RMSNormalization", .normalization, onnx: ["RMSNormalization"])

  /// The sizes of the last axes, over which squares are averaged.
  public let normalizedShape: Shape
  /// ε: PyTorch's default is 2⁻²³, the float32 epsilon; ONNX's is 1e-5.
  public let epsilon: Double
  /// Whether the results are scaled by weights.
  public let isAffine: Bool

  /// - Parameters:
  ///   - normalizedShape: The sizes of the last axes, over which squares are averaged.
  ///   - epsilon: What is added to the mean square.
  ///   - affine: Whether there is a learned scale.
  public init(_ normalizedShape: Shape, epsilon: Double = 0x1p-23, affine: Bool = true) {
    precondition(normalizedShape.rank > 0, "An RMS norm has an axis.")
    self.normalizedShape = normalizedShape
    self.epsilon = epsilon
    isAffine = affine
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "RMSNorm", function: "F.rms_norm", aten: "rms_norm")

  public var title: String { "RMSNorm" }

  public var weights: [Weight] { isAffine ? [Weight("weight", normalizedShape)] : [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape().require(suffix: normalizedShape, &requirements)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// A slice takes a sum of squares, a mean, a root and a reciprocal; an element takes one
  /// multiplication, and one more where there is a scale.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(
      inputElements: n, outputElements: n, scaledElements: isAffine ? n : 0,
      parametersPerImage: inputs.shape().batch * parameterCount,
      additions: n, multiplications: n * (isAffine ? 3 : 2),
      divisions: inputs.shape().slices(over: normalizedShape) * 3)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
