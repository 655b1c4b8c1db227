public import Symbolic

/// Normalisation of every channel by running statistics, then a learned scale and shift:
/// `y = (x − μ) / √(σ² + ε) · γ + β`.
///
/// Shapes: N×C×H×W → the same. In training the statistics are those of the batch. Ioffe and Szegedy
/// 2015, arXiv 1502.03167; ε = 1e-5 as in PyTorch.
public struct BatchNormalization: Operator {
  public let channels: Dim

  public init(_ channels: Dim) {
    self.channels = channels
  }

  public static let epsilon = 1e-5

  public var kind: OperatorKind { .batchNormalization }

  public var torchName: String { "BatchNorm2d" }

  public var weights: [Weight] {
    [
      Weight("weight", [channels]),
      Weight("bias", [channels]),
      Weight("running_mean", [channels], .buffer),
      Weight("running_var", [channels], .buffer),
      Weight("num_batches_tracked", [], .buffer),
    ]
  }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    try inputs[0].require(channels: channels, &requirements)
    return inputs[0]
  }

  /// Inference: the four values of a channel make one scale and one shift.
  public func work(on inputs: [Shape], output: Shape) -> Work {
    let elements = output.elements
    return Work(
      inputElements: elements, outputElements: elements,
      parametersPerImage: inputs[0].batch * parameterCount,
      additions: elements, multiplications: elements, divisions: channels)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
