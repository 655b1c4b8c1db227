public import RLASymbolic

/// Zeros at the resolution of a feature map, such as a recurrent state before the first block.
///
/// Shapes: N×C×spatial → N×channels×spatial; only the sizes of the input are read.
public struct ZeroState: Operator {
  public static let kind = OperatorKind(
    "ZeroState", .movement, inputs: [OperatorKind.Port("like", reads: .sizes)])

  public let channels: Dim

  public init(channels: Dim) {
    self.channels = channels
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.zeros", aten: "zeros")

  public var title: String { "zeros" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var output = inputs.shape()
    guard output.rank >= 2 else { throw .rank(expected: 4, actual: output.rank) }
    output.dims[1] = channels
    return [Fact(inputs[0].type, output)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: 0, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
