import RLASymbolic

/// Vectors that are one value everywhere but at an index: `y[i, indices[i]] = values[1]`.
///
/// Shapes: indices, a depth and two values → the indices with a new axis of the depth. ONNX `OneHot`,
/// version 11; `F.one_hot`, PyTorch 2.13.
public struct OneHot: Rearrangement {
  public static let kind = OperatorKind(
    "OneHot", .movement, onnx: ["OneHot"],
    inputs: [
      OperatorKind.Port("indices"), OperatorKind.Port("depth", reads: .numbers),
      OperatorKind.Port("values"),
    ])

  /// Where the new axis is, counted from the end of the result where negative.
  public let axis: Int

  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "F.one_hot", aten: "one_hot")

  public var title: String { "one-hot" }

  /// A depth known only at run time is a new symbol.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let depth = inputs[1].element ?? requirements.unknownSize()
    try requirements.require(.atLeast(depth, 0), otherwise: .elements(expected: 0, actual: depth))
    var shape = inputs.shape()
    let place = axis < 0 ? axis + shape.rank + 1 : axis
    guard (0...shape.rank).contains(place) else { throw .axis(axis, rank: shape.rank + 1) }
    shape.dims.insert(depth, at: place)
    return [Fact(inputs[2].type, shape)]
  }

  public var storage: Storage { .fresh }
}
