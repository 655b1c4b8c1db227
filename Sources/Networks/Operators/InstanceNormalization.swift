public import RLASymbolic

/// Normalization of each channel of each image by its own mean and variance, then an optional
/// learned scale and shift per channel: `y = (x − μ) / √(σ² + ε) · γ + β`.
///
/// Shapes: N×C×spatial → the same. Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022.
public struct InstanceNormalization: Operator {
  public static let kind = OperatorKind(
    "InstanceNormalization", .normalization, onnx: ["InstanceNormalization"])

  public let channels: Dim
  /// Spatial axes.
  public let axes: Int
  /// ε, 1e-5 by default as in PyTorch.
  public let epsilon: Double
  /// Whether the results are scaled and shifted by weights.
  public let isAffine: Bool

  /// - Parameters:
  ///   - channels: Channels of the input.
  ///   - axes: Spatial axes, one to three.
  ///   - epsilon: What is added to the variance.
  ///   - affine: Whether there are weights: off by default in PyTorch, always on in ONNX.
  public init(_ channels: Dim, axes: Int = 2, epsilon: Double = 1e-5, affine: Bool) {
    precondition((1...3).contains(axes), "An instance norm has one to three spatial axes.")
    self.channels = channels
    self.axes = axes
    self.epsilon = epsilon
    isAffine = affine
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names[axes - 1] }

  private static let names = (1...3).map {
    TorchNames(module: "InstanceNorm\($0)d", function: "F.instance_norm", aten: "instance_norm")
  }

  public var title: String { "IN" }

  public var weights: [Weight] {
    isAffine ? [Weight("weight", [channels]), Weight("bias", [channels])] : []
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape().require(rank: axes + 2)
    try inputs.shape().require(channels: channels, &requirements)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// Mean and variance take a sum and a sum of squares; then one scale and one shift per element,
  /// which include the weights.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    let batch = inputs.shape().batch
    return Work(
      inputElements: n, outputElements: n, scaledElements: isAffine ? n : 0,
      parametersPerImage: batch * parameterCount,
      additions: n * 3, multiplications: n * 2, divisions: batch * channels * 4)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
