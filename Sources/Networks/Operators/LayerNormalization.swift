public import RLASymbolic

/// Normalization of each slice over the last axes by its own mean and variance, then a learned scale
/// and shift per element of a slice: `y = (x − μ) / √(σ² + ε) · γ + β`.
///
/// Shapes: any that ends with the normalized shape → the same. Ba, Kiros and Hinton 2016,
/// arXiv 1607.06450.
public struct LayerNormalization: Operator {
  public static let kind = OperatorKind(
    "LayerNormalization", .normalization, onnx: ["LayerNormalization"],
    outputs: [OperatorKind.Port("Y")]
      + ["Mean", "InvStdDev"].map { OperatorKind.Port($0, .optional) })

  /// The sizes of the last axes, over which means and variances are taken.
  public let normalizedShape: Shape
  /// ε, 1e-5 by default as in PyTorch.
  public let epsilon: Double
  /// Whether the results are scaled by weights.
  public let hasScale: Bool
  /// Whether the results are shifted by weights.
  public let hasBias: Bool

  /// - Parameters:
  ///   - normalizedShape: The sizes of the last axes, over which means and variances are taken.
  ///   - epsilon: What is added to the variance.
  ///   - affine: Whether there are weights.
  ///   - bias: Whether the weights include a shift.
  public init(
    _ normalizedShape: Shape, epsilon: Double = 1e-5, affine: Bool = true, bias: Bool = true
  ) {
    precondition(normalizedShape.rank > 0, "A layer norm has an axis.")
    self.normalizedShape = normalizedShape
    self.epsilon = epsilon
    hasScale = affine
    hasBias = affine && bias
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "LayerNorm", function: "F.layer_norm", aten: "layer_norm", "native_layer_norm")

  public var title: String { "LN" }

  public var weights: [Weight] {
    let scale = hasScale ? [Weight("weight", normalizedShape)] : []
    return hasBias ? scale + [Weight("bias", normalizedShape)] : scale
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = inputs.shape()
    try shape.require(suffix: normalizedShape, &requirements)
    // Whoever wants them gets means and reciprocal deviations too.
    let ones = [Dim](repeating: 1, count: normalizedShape.rank)
    let slices = Fact(
      inputs[0].type, Shape(Array(shape.dims.dropLast(normalizedShape.rank)) + ones))
    return [Fact(inputs[0].type, shape), slices, slices]
  }

  /// A slice takes a sum, a sum of squares and four divisions and roots; an element takes a
  /// multiplication and an addition, and one more of each where there is a scale or a shift.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    var work = Work(
      inputElements: n, outputElements: n, scaledElements: hasScale ? n : 0,
      parametersPerImage: inputs.shape().batch * parameterCount,
      additions: n * (hasBias ? 4 : 3), multiplications: n * (hasScale ? 3 : 2),
      divisions: inputs.shape().slices(over: normalizedShape) * 4)
    work[.normSlices] =
      inputs.shape().slices(over: normalizedShape)
      * normalizedShape.dims.dropFirst().reduce(1, *)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Shape {
  /// Requires the last sizes to be those of `suffix`.
  func require(
    suffix: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    guard rank >= suffix.rank else { throw .rank(expected: suffix.rank, actual: rank) }
    for (axis, expected) in zip(rank - suffix.rank..<rank, suffix.dims) where dims[axis] != expected
    {
      try requirements.require(
        .equal(dims[axis], expected), otherwise: .unequal(axis: axis, dims[axis], expected))
    }
  }

  /// How many slices over the last axes the tensor has, as many axes as `suffix` has.
  func slices(over suffix: Shape) -> Dim { dims.dropLast(suffix.rank).reduce(1, *) }
}
