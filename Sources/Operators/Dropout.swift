public import Symbolic

/// Random zeroing of elements in training; nothing in inference.
public struct Dropout: Operator {
  /// The share of elements that training sets to zero.
  public let rate: Double

  public init(rate: Double) {
    self.rate = rate
  }

  public var kind: OperatorKind { .dropout }

  public var torchName: String { "Dropout" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: output.elements, outputElements: output.elements)
  }

  public var storage: Storage { .view }

  public var retained: Retained { .output }
}
