public import Symbolic

/// The recurrent state before the first block: zeros at the resolution of the input.
///
/// Shapes: N×C×H×W → N×channels×H×W; only the sizes of the input are read.
public struct ZeroState: Operator {
  public let channels: Dim

  public init(channels: Dim) {
    self.channels = channels
  }

  public var kind: OperatorKind { .zeroState }

  public var torchName: String { "zeros" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    var output = inputs[0]
    output.dims[1] = channels
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: 0, outputElements: output.elements)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
