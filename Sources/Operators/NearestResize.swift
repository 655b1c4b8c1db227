public import Symbolic

/// A feature map at the height and width of another one; each position copies the nearest one.
///
/// Shapes: N×C×H×W and a reference N×C'×H'×W' → N×C×H'×W'; only the sizes of the reference are read.
public struct NearestResize: Operator {
  public init() {}

  public var kind: OperatorKind { .nearestResize }

  public var torchName: String { "interpolate" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    try inputs[1].require(rank: 4)
    var output = inputs[0]
    output.dims[2] = inputs[1].dims[2]
    output.dims[3] = inputs[1].dims[3]
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    var work = Work(inputElements: inputs[0].elements, outputElements: output.elements)
    work.outputPositions = output.dims[2] * output.dims[3]
    return work
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
