import RLASymbolic

/// The first steps of each sequence in reverse order, as many as its length.
///
/// Shapes: any with axes of steps and of sequences, and lengths N → the first. ONNX `ReverseSequence`,
/// version 10.
public struct ReverseSequence: Rearrangement {
  public static let kind = OperatorKind(
    "ReverseSequence", .movement, onnx: ["ReverseSequence"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("sequence_lens")])

  /// The axis of the sequences, 0 or 1.
  public let batchAxis: Int

  public init(batchAxis: Int = 1) {
    precondition(batchAxis == 0 || batchAxis == 1, "The axes of a sequence are the first two.")
    self.batchAxis = batchAxis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.flip", aten: "flip")

  public var title: String { "reverse sequences" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (input, lengths) = (inputs[0], inputs.shape(1))
    guard input.shape.rank >= 2 else { throw .rank(expected: 3, actual: input.shape.rank) }
    try Shape([input.shape.dims[batchAxis]]).require(
      equalTo: lengths, axes: [0], &requirements)
    return [Fact(input.type, input.shape)]
  }

  public var storage: Storage { .fresh }
}
