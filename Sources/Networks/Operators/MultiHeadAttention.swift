import RLASymbolic

/// Scaled dot-product attention of several heads whose queries, keys and values are projected
/// already: `softmax(q · kᵀ / √d) · v` in every head.
///
/// Shapes: queries N×T×(h·d), keys N×S×(h·d) or N×h×S×d, values N×S×(h·e) or N×h×S×e → N×T×(h·e). Keys
/// and values may be packed as N×S×h×2×d, and all three as N×T×h×3×d. Earlier keys and values
/// N×h×P×d come before the given ones; further results are all keys and all values. Contrib operator of
/// ONNX Runtime.
public struct MultiHeadAttention: Operator {
  public static let kind = OperatorKind(
    "MultiHeadAttention", .product, onnx: ["com.microsoft.MultiHeadAttention"],
    inputs: [
      OperatorKind.Port("query"), OperatorKind.Port("key", .optional),
      OperatorKind.Port("value", .optional), OperatorKind.Port("bias", .optional),
      OperatorKind.Port("key_padding_mask", .optional),
      OperatorKind.Port("attention_bias", .optional), OperatorKind.Port("past_key", .optional),
      OperatorKind.Port("past_value", .optional),
    ],
    outputs: ["output", "present_key", "present_value"].map { OperatorKind.Port($0) })

  public let heads: Int
  /// How scores are made.
  public let scoring: AttentionScoring

  public init(heads: Int, _ scoring: AttentionScoring = AttentionScoring(hidden: -10_000)) {
    precondition(heads > 0, "Attention has heads.")
    self.heads = heads
    self.scoring = scoring
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { AttentionSizes.names }

  public var title: String { "\(heads)-head attention" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank`, `.unequal` and `.innerSizes` where the operands do not belong
  ///   together, `.multiple` where the heads do not divide an axis.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (query, key, value) = try operands(inputs, &requirements)
    try query.require(equalTo: key, axes: 0..<2, &requirements)
    try key.require(equalTo: value, axes: 0..<3, &requirements)
    if query.dims[3] != key.dims[3] {
      try requirements.require(
        .equal(query.dims[3], key.dims[3]), otherwise: .innerSizes(query.dims[3], key.dims[3]))
    }
    var (keys, values) = (key, value)
    for position in [6, 7] {
      guard let past = inputs.optional(position)?.shape else { continue }
      try (position == 6 ? key : value).require(equalTo: past, axes: [0, 1, 3], &requirements)
      if position == 6 { keys.dims[2] += past.dims[2] } else { values.dims[2] += past.dims[2] }
    }
    let result: Shape = [query.dims[0], query.dims[2], Dim(heads) * value.dims[3]]
    return [result, keys, values].map { Fact(inputs[0].type, $0) }
  }

  /// Queries, keys and values as N×h×T×d.
  private func operands(
    _ inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> (Shape, Shape, Shape) {
    let query = inputs.shape()
    if query.rank == 5 {
      let all = query.unpacked
      return (all, all, all)
    }
    let queries = try query.separated(into: heads, &requirements)
    guard let key = inputs.optional(1)?.shape else { throw .unknownElements(input: "key") }
    if key.rank == 5 { return (queries, key.unpacked, key.unpacked) }
    guard let value = inputs.optional(2)?.shape else { throw .unknownElements(input: "value") }
    return (
      queries, key.rank == 4 ? key : try key.separated(into: heads, &requirements),
      value.rank == 4 ? value : try value.separated(into: heads, &requirements)
    )
  }

  /// A bias is added to queries, keys and values.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shapes = allResults(of: inputs)
    let (output, keys, values) = (shapes[0], shapes[1], shapes[2])
    let sizes = AttentionSizes(
      batch: output.dims[0], heads: Dim(heads), queries: output.dims[1], keys: keys.dims[2],
      keySize: keys.dims[3], valueSize: values.dims[3])
    let isMasked = inputs.optional(4) != nil || inputs.optional(5) != nil
    var work = sizes.work(masked: isMasked, input: inputs.shape(), output: output)
    if let bias = inputs.optional(3) {
      work[.biasAdditions] = output.dims[0] * output.dims[1] * bias.shape.elements
    }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .firstInputs(3) }
}

extension Shape {
  /// N×T×h×n×d as N×h×T×d.
  fileprivate var unpacked: Shape { [dims[0], dims[2], dims[1], dims[4]] }
}
