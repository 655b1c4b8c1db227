public import RLASymbolic

/// Normalization of every channel by running statistics, then a learned scale and shift:
/// `y = (x − μ) / √(σ² + ε) · γ + β`.
///
/// Shapes: N×C×spatial → the same. In training the statistics are those of the batch. Ioffe and
/// Szegedy 2015, arXiv 1502.03167.
public struct BatchNormalization: Operator {
  public static let kind = OperatorKind(
    "BatchNormalization", .normalization, onnx: ["BatchNormalization"])

  public let channels: Dim
  /// Spatial axes.
  public let axes: Int
  /// ε, 1e-5 by default as in PyTorch.
  public let epsilon: Double

  public init(_ channels: Dim, axes: Int = 2, epsilon: Double = 1e-5) {
    precondition((0...3).contains(axes), "A batch norm has at most three spatial axes.")
    self.channels = channels
    self.axes = axes
    self.epsilon = epsilon
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names[axes] }

  private static let names = (0...3).map {
    TorchNames(
      module: "BatchNorm\(max($0, 1))d", function: "F.batch_norm", aten: "batch_norm",
      "native_batch_norm", "_native_batch_norm_legit_no_training")
  }

  public var title: String { "BN" }

  public var weights: [Weight] {
    [
      Weight("weight", [channels]),
      Weight("bias", [channels]),
      Weight("running_mean", [channels], .buffer),
      Weight("running_var", [channels], .buffer),
      Weight("num_batches_tracked", [], .buffer),
    ]
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape().require(rank: axes + 2)
    try inputs.shape().require(channels: channels, &requirements)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// In inference, the four values of a channel become one scale and one shift.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let elements = outputs[0].shape.elements
    return Work(
      inputElements: elements, outputElements: elements, scaledElements: elements,
      parametersPerImage: inputs.shape().batch * parameterCount,
      additions: elements, multiplications: elements, divisions: channels)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension BatchNormalization: ChannelReader {
  public var mixesChannels: Bool { false }

  public func narrowed(by channels: Dim) -> any Operator {
    BatchNormalization(self.channels - channels, axes: axes, epsilon: epsilon)
  }
}
