public import Symbolic

/// One minus every element: `y = 1 − x`, the weight that a gate leaves over.
public struct Complement: Operator {
  public init() {}

  public var kind: OperatorKind { .complement }

  public var torchName: String { "rsub" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let m = output.elements
    return Work(inputElements: m, outputElements: m, additions: m)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
