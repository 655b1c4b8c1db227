import RLASymbolic

/// A matrix of the sizes of another one, with ones on a diagonal and zeros elsewhere.
///
/// Shapes: m×n → the same; only the sizes of the input are read. ONNX `EyeLike`, version 9;
/// `torch.eye`, PyTorch 2.13.
public struct EyeLike: Rearrangement {
  public static let kind = OperatorKind(
    "EyeLike", .shape, onnx: ["EyeLike"], inputs: [OperatorKind.Port("input", reads: .sizes)])

  /// nil for that of the input.
  public let type: ElementType?
  /// Which diagonal: 0 for the main one, positive above it.
  public let diagonal: Int

  public init(_ type: ElementType? = nil, diagonal: Int = 0) {
    self.type = type
    self.diagonal = diagonal
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.eye", aten: "eye")

  public var title: String { "eye" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = inputs.shape()
    try shape.require(rank: 2)
    let elements = shape.positions?.map { Dim($0[1] - $0[0] == diagonal ? 1 : 0) }
    return [Fact(type ?? inputs[0].type, shape, elements: elements)]
  }

  public var storage: Storage { .fresh }
}
