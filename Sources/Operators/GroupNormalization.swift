public import Symbolic

/// Normalisation of each image by its own mean and variance over all channels, then a learned scale
/// and shift per channel.
///
/// Shapes: N×C×H×W → the same. One group, ε = 1e-6, as the ConvGRU cells of the published code use
/// it. Wu and He 2018, arXiv 1803.08494.
public struct GroupNormalization: Operator {
  public let channels: Dim

  public init(_ channels: Dim) {
    self.channels = channels
  }

  public static let epsilon = 1e-6

  public var kind: OperatorKind { .groupNormalization }

  public var torchName: String { "GroupNorm" }

  public var weights: [Weight] {
    [Weight("weight", [channels]), Weight("bias", [channels])]
  }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    try inputs[0].require(channels: channels, &requirements)
    return inputs[0]
  }

  /// Mean and variance take a sum and a sum of squares; then one scale and one shift per element.
  public func work(on inputs: [Shape], output: Shape) -> Work {
    let elements = output.elements
    let batch = inputs[0].batch
    return Work(
      inputElements: elements, outputElements: elements,
      parametersPerImage: batch * parameterCount,
      additions: elements * 3, multiplications: elements * 2,
      divisions: batch * (channels + 3))
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
