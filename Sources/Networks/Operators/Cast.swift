import RLASymbolic

/// The same numbers as elements of another type.
///
/// Shapes: any → the same.
public struct Cast: Rearrangement {
  public static let kind = OperatorKind("Cast", .movement, onnx: ["Cast"])

  public let type: ElementType

  public init(to type: ElementType) {
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.to", aten: "to", "_to_copy")

  public var title: String { "as \(type.rawValue)" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard let reals = input.reals else {
      var result = Fact(type, input.shape, elements: input.elements.flatMap(cast))
      result.largest = type == .bool ? nil : input.largest
      return [result]
    }
    return [Fact(type, input.shape, numbers: reals.map(cast))]
  }

  /// Whole numbers drop what stands after the point.
  private func cast(_ number: Double) -> Double {
    if type == .bool { return number == 0 ? 0 : 1 }
    return type.isFloating ? number : number.rounded(.towardZero)
  }

  private func cast(_ elements: [Dim]) -> [Dim]? {
    guard type == .bool else { return elements }
    let truths = elements.map { $0.isEqual(to: 0).map { $0 ? Dim(0) : 1 } }
    return truths.contains(nil) ? nil : truths.compactMap(\.self)
  }

  public var storage: Storage { .fresh }
}
