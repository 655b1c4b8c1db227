public import Symbolic

/// The mean over all positions of each channel.
///
/// Shapes: N×C×H×W → N×C×1×1.
public struct GlobalAveragePooling: Operator {
  public init() {}

  public var kind: OperatorKind { .globalAveragePooling }

  public var torchName: String { "AdaptiveAvgPool2d" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    return Shape(batch: inputs[0].batch, channels: inputs[0].channels, height: 1, width: 1)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let n = inputs[0].elements
    let m = output.elements
    return Work(
      inputElements: n, outputElements: m, additions: n - m, divisions: m)
  }

  public var storage: Storage { .fresh }

  /// The gradient spreads evenly; only the input's shape is needed.
  public var retained: Retained { .nothing }
}
