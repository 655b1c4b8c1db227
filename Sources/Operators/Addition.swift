public import Symbolic

/// The sum of two tensors of one shape.
///
/// PyTorch would also stretch an axis of size 1. No network of this catalogue means that, so it is
/// refused here.
public struct Addition: Operator {
  /// Whether the sum replaces the first operand, as `+=` does.
  public let isInPlace: Bool

  public init(inPlace: Bool = false) {
    isInPlace = inPlace
  }

  public var kind: OperatorKind { .addition }

  public var torchName: String { "add" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(equalTo: inputs[1], axes: inputs[0].dims.indices, &requirements)
    return inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let m = output.elements
    return Work(inputElements: m, outputElements: m, additions: m)
  }

  public var storage: Storage { isInPlace ? .inPlace : .fresh }

  public var retained: Retained { .nothing }
}
