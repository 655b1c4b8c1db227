public import RLASymbolic

/// Normalization of each image by the mean and variance of each group of its channels, then a learned
/// scale and shift per channel.
///
/// Shapes: N×C×spatial → the same. Wu and He 2018, arXiv 1803.08494.
public struct GroupNormalization: Operator {
  public static let kind = OperatorKind(
    "GroupNormalization", .normalization, onnx: ["GroupNormalization"])

  public let channels: Dim
  public let groups: Dim
  /// ε, 1e-5 by default as in PyTorch.
  public let epsilon: Double

  /// - Parameters:
  ///   - channels: Channels of the input, a multiple of `groups`.
  ///   - groups: Groups of channels with their own statistics.
  ///   - epsilon: What is added to the variance.
  public init(_ channels: Dim, groups: Dim = 1, epsilon: Double = 1e-5) {
    precondition(channels.exactQuotient(by: groups) != nil, "Groups divide the channels.")
    self.channels = channels
    self.groups = groups
    self.epsilon = epsilon
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "GroupNorm", function: "F.group_norm", aten: "group_norm", "native_group_norm")

  public var title: String { "GN" }

  public var weights: [Weight] {
    [Weight("weight", [channels]), Weight("bias", [channels])]
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = inputs.shape()
    guard shape.rank >= 2 else { throw .rank(expected: 2, actual: shape.rank) }
    try shape.require(channels: channels, &requirements)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// Mean and variance take a sum and a sum of squares per element; then one scale and one shift.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let elements = outputs[0].shape.elements
    let batch = inputs.shape().batch
    return Work(
      inputElements: elements, outputElements: elements, scaledElements: elements,
      parametersPerImage: batch * parameterCount,
      additions: elements * 3, multiplications: elements * 2,
      divisions: batch * (channels + groups * 3))
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
