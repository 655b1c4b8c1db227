import RLASymbolic

/// The number of elements of a tensor.
///
/// Shapes: any → a scalar.
public struct ElementCount: Rearrangement {
  public static let kind = OperatorKind(
    "Size", .shape, onnx: ["Size"], inputs: [OperatorKind.Port("data", reads: .sizes)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.numel", aten: "numel", "sym_numel")

  public var title: String { "element count" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [.known(inputs.shape().elements)]
  }

  public var storage: Storage { .fresh }
}
