public import Symbolic

/// Tensors one behind the other along the channel axis.
///
/// Shapes: N×C₁×H×W, N×C₂×H×W, … → N×(C₁ + C₂ + …)×H×W.
public struct Concatenation: Operator {
  public init() {}

  public var kind: OperatorKind { .concatenation }

  public var torchName: String { "cat" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    var output = inputs[0]
    for input in inputs.dropFirst() {
      let axes = [0] + Array(2..<output.rank)
      try output.require(equalTo: input, axes: axes, &requirements)
      output.dims[1] += input.channels
    }
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: inputs[0].elements, outputElements: output.elements)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
