import RLASymbolic

/// Indices as vectors with one element set.
///
/// Shapes: any → the same with a new axis of as many positions as there are classes. ONNX OneHot,
/// version 11.
public struct OneHot: Rearrangement {
  public static let kind = OperatorKind(
    "OneHot", .movement, onnx: ["OneHot"],
    inputs: [
      OperatorKind.Port("indices"), OperatorKind.Port("depth", reads: .attributes),
      OperatorKind.Port("values"),
    ])

  /// Where the new axis stands in the result, counted from its end where negative.
  public let axis: Int

  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "F.one_hot", aten: "one_hot")

  public var title: String { "one hot" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    let place = axis < 0 ? axis + shape.rank + 1 : axis
    guard (0...shape.rank).contains(place) else { throw .axis(axis, rank: shape.rank + 1) }
    shape.dims.insert(inputs[1].element ?? requirements.unknownSize("depth"), at: place)
    return [Fact(inputs[2].type, shape)]
  }

  public var storage: Storage { .fresh }
}
