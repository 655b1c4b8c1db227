import RLASymbolic

/// The number of elements of a tensor.
///
/// Shapes: any → a scalar, 64-bit integer; only the sizes of the input are read.
public struct SizeOf: Rearrangement {
  public static let kind = OperatorKind(
    "Size", .shape, onnx: ["Size"], inputs: [OperatorKind.Port("data", reads: .sizes)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.numel", aten: "numel")

  public var title: String { "size" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [.known(inputs.shape().elements)]
  }

  public var storage: Storage { .fresh }
}
