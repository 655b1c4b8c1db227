import RLASymbolic

/// The part of every matrix above or below a diagonal; the other elements become 0.
///
/// Shapes: …×m×n → the same. ONNX `Trilu`, version 14; `torch.triu` and `torch.tril`, PyTorch 2.13.
public struct Triangle: Rearrangement {
  public static let kind = OperatorKind(
    "Triangle", .movement, onnx: ["Trilu"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("k", .optional, reads: .attributes)])

  /// Which elements stay.
  public enum Part: Hashable, Sendable, CaseIterable {
    case upper
    case lower
  }

  public let part: Part

  public init(_ part: Part = .upper) {
    self.part = part
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { part == .upper ? Self.upperNames : Self.lowerNames }

  private static let upperNames = TorchNames(function: "torch.triu", aten: "triu")
  private static let lowerNames = TorchNames(function: "torch.tril", aten: "tril")

  public var title: String { part == .upper ? "upper triangle" : "lower triangle" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard input.shape.rank >= 2 else { throw .rank(expected: 2, actual: input.shape.rank) }
    return [Fact(input.type, input.shape, elements: elements(inputs))]
  }

  private func elements(_ inputs: Operands) -> [Dim]? {
    let diagonal = inputs.optional(1).map(\.element?.value) ?? 0
    guard let diagonal, let elements = inputs[0].elements,
      let positions = inputs.shape().positions
    else { return nil }
    return zip(elements, positions).map { element, position in
      let distance = position[position.count - 1] - position[position.count - 2]
      return (part == .upper ? distance >= diagonal : distance <= diagonal) ? element : 0
    }
  }

  public var storage: Storage { .fresh }
}
