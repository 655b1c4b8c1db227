import RLASymbolic

/// Matrices with the elements above or below a diagonal set to zero.
///
/// Shapes: …×m×n → the same. ONNX Trilu, version 14.
public struct Triangle: Rearrangement {
  public static let kind = OperatorKind(
    "Triangle", .movement, onnx: ["Trilu"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("k", .optional, reads: .attributes)])

  /// Whether the elements above the diagonal stay, not those below it.
  public let isUpper: Bool

  public init(upper: Bool) {
    isUpper = upper
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { isUpper ? Self.upper : Self.lower }

  private static let upper = TorchNames(function: "torch.triu", aten: "triu")
  private static let lower = TorchNames(function: "torch.tril", aten: "tril")

  public var title: String { isUpper ? "upper triangle" : "lower triangle" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    guard inputs.shape().rank >= 2 else { throw .rank(expected: 2, actual: inputs.shape().rank) }
    return [Fact(inputs[0].type, inputs.shape())]
  }

  public var storage: Storage { .fresh }
}
