import RLASymbolic

/// A cache of keys or values in which consecutive positions are replaced, from another one in each
/// sample.
///
/// Shapes: a cache N×…×S×…, a part N×…×s×… with s ≤ S and the first positions N → the first. ONNX
/// `TensorScatter`, version 24.
public struct TensorScatter: Rearrangement {
  public static let kind = OperatorKind(
    "TensorScatter", .movement, onnx: ["TensorScatter"],
    inputs: [
      OperatorKind.Port("past_cache"), OperatorKind.Port("update"),
      OperatorKind.Port("write_indices", .optional),
    ])

  /// The axis of positions, counted from the end where negative.
  public let axis: Int
  /// Whether the first position follows on the last one.
  public let isCircular: Bool

  public init(axis: Int = -2, circular: Bool = false) {
    self.axis = axis
    isCircular = circular
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.index_copy", aten: "index_copy")

  public var title: String { "write to cache" }

  /// - Throws: `ShapeMismatch.axis` where the axis is that of samples, `.unequal` and `.index` where
  ///   the part does not fit.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (cache, update) = (inputs.shape(), inputs.shape(1))
    let axis = try cache.axis(axis)
    if axis == 0 { throw .axis(0, rank: cache.rank) }
    try cache.require(
      equalTo: update, axes: cache.dims.indices.filter { $0 != axis }, &requirements)
    try requirements.require(
      .atLeast(cache.dims[axis], update.dims[axis]),
      otherwise: .index(update.dims[axis] - 1, size: cache.dims[axis]))
    if let places = inputs.optional(2)?.shape {
      try places.require(rank: 1)
      try requirements.require(
        .equal(cache.dims[0], places.dims[0]),
        otherwise: .unequal(axis: 0, cache.dims[0], places.dims[0]))
    }
    if !isCircular, let starts = inputs.optional(2)?.elements {
      let last = update.dims[axis] - 1
      try requirements.require(starts.map { $0 + last }, in: cache.dims[axis])
    }
    return [Fact(inputs[0].type, cache)]
  }

  public var storage: Storage { .fresh }
}
