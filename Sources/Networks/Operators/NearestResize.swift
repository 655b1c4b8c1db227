import RLASymbolic

/// A feature map resized to the height and width of another one, by the nearest neighbor.
///
/// Shapes: N×C×H×W and a reference N×C'×H'×W' → N×C×H'×W'; only the sizes of the reference are read.
public struct NearestResize: Operator {
  public static let kind = OperatorKind(
    "NearestResize", .movement,
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("like", reads: .sizes)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Upsample", function: "F.interpolate", aten: "upsample_nearest2d",
    moduleMode: "nearest", argument: "size", printsClass: false)

  public var title: String { "resize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(0).require(rank: 4)
    try inputs.shape(1).require(rank: 4)
    var output = inputs.shape()
    output.dims[2] = inputs.shape(1).dims[2]
    output.dims[3] = inputs.shape(1).dims[3]
    return [Fact(inputs[0].type, output)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    var work = Work(inputElements: inputs.shape().elements, outputElements: output.elements)
    work[.outputPositions] = output.dims[2] * output.dims[3]
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
