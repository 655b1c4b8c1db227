import RLASymbolic

/// The first steps of each sequence in reverse order, as many as it has.
///
/// Shapes: any and the lengths → the same. ONNX ReverseSequence, version 10.
public struct SequenceReversal: Rearrangement {
  public static let kind = OperatorKind(
    "SequenceReversal", .movement, onnx: ["ReverseSequence"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("sequence_lens")])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.flip", aten: "flip")

  public var title: String { "reverse" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(inputs[0].type, inputs.shape())]
  }

  public var storage: Storage { .fresh }
}
