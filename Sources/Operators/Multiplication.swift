public import Symbolic

/// The product of two tensors, element by element.
///
/// Shapes: x and y alike, or y is N×C×1×1 and scales the channels of x, N×C×H×W.
public struct Multiplication: Operator {
  /// Whether the second operand holds one value per channel.
  public let scalesChannels: Bool

  public init(scalesChannels: Bool = false) {
    self.scalesChannels = scalesChannels
  }

  public var kind: OperatorKind { .multiplication }

  public var torchName: String { "mul" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let axes = scalesChannels ? 0..<2 : inputs[0].dims.indices
    try inputs[0].require(equalTo: inputs[1], axes: axes, &requirements)
    return inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let m = output.elements
    return Work(inputElements: m, outputElements: m, multiplications: m)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
