import RLASymbolic

/// Scaled dot-product attention: `softmax(q · kᵀ / √d) · v` in every head.
///
/// Shapes: queries N×h×T×d, keys N×g×S×d, values N×g×S×e, where h is a multiple of g → N×h×T×e. With
/// the heads in the last axis, N×T×(h·d), N×S×(g·d), N×S×(g·e) → N×T×(h·e). Earlier keys N×g×P×d and
/// values N×g×P×e come before the given ones. Further results: all keys and values, and the scores
/// N×h×T×(P + S). ONNX `Attention`, version 23.
public struct Attention: Operator {
  public static let kind = OperatorKind(
    "Attention", .product, onnx: ["Attention"],
    inputs: [
      OperatorKind.Port("Q"), OperatorKind.Port("K"), OperatorKind.Port("V"),
      OperatorKind.Port("attn_mask", .optional), OperatorKind.Port("past_key", .optional),
      OperatorKind.Port("past_value", .optional),
      OperatorKind.Port("nonpad_kv_seqlen", .optional),
    ],
    outputs: ["Y", "present_key", "present_value", "qk_matmul_output"].map {
      OperatorKind.Port($0)
    })

  /// Where the heads are.
  public enum Heads: Hashable, Sendable {
    /// In an axis of their own.
    case separate
    /// Side by side in the last axis.
    case joined(queries: Int, keys: Int)
  }

  /// What the further result of scores shows.
  public enum Scores: Hashable, Sendable {
    /// Scaled products.
    case products
    /// The same, capped.
    case capped
    /// The argument of the softmax.
    case biased
    /// The shares of the values.
    case shares
  }

  public let heads: Heads
  /// How scores are made.
  public let scoring: AttentionScoring
  public let scores: Scores

  public init(
    _ heads: Heads = .separate, _ scoring: AttentionScoring = AttentionScoring(),
    scores: Scores = .products
  ) {
    if case .joined(let queries, let keys) = heads {
      precondition(queries > 0 && keys > 0, "Attention has heads.")
    }
    self.heads = heads
    self.scoring = scoring
    self.scores = scores
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { AttentionSizes.names }

  public var title: String { "attention" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank`, `.unequal` and `.innerSizes` where the operands do not belong
  ///   together, `.multiple` where the heads do not divide an axis.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (query, key, value) = try operands(inputs, &requirements)
    try query.require(equalTo: key, axes: [0], &requirements)
    try key.require(equalTo: value, axes: 0..<3, &requirements)
    if query.dims[3] != key.dims[3] {
      try requirements.require(
        .equal(query.dims[3], key.dims[3]), otherwise: .innerSizes(query.dims[3], key.dims[3]))
    }
    if let groups = key.dims[1].value {
      _ = try requirements.part(of: query.dims[1], by: max(groups, 1), axis: 1)
    }
    var (keys, values) = (key, value)
    keys.dims[2] += try earlier(inputs.optional(4), before: key, &requirements)
    values.dims[2] += try earlier(inputs.optional(5), before: value, &requirements)
    let result: Shape =
      switch heads {
      case .separate: [query.dims[0], query.dims[1], query.dims[2], value.dims[3]]
      case .joined: [query.dims[0], query.dims[2], query.dims[1] * value.dims[3]]
      }
    let scores: Shape = [query.dims[0], query.dims[1], query.dims[2], keys.dims[2]]
    let type = inputs[0].type
    return [result, keys, values, scores].map { Fact(type, $0) }
  }

  /// Queries, keys and values with the heads in an axis of their own.
  private func operands(
    _ inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> (Shape, Shape, Shape) {
    guard case .joined(let queryHeads, let keyHeads) = heads else {
      for position in 0..<3 { try inputs.shape(position).require(rank: 4) }
      return (inputs.shape(0), inputs.shape(1), inputs.shape(2))
    }
    return (
      try inputs.shape(0).separated(into: queryHeads, &requirements),
      try inputs.shape(1).separated(into: keyHeads, &requirements),
      try inputs.shape(2).separated(into: keyHeads, &requirements)
    )
  }

  private func earlier(
    _ past: Fact?, before given: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Dim {
    guard let past else { return 0 }
    try given.require(equalTo: past.shape, axes: [0, 1, 3], &requirements)
    return past.shape.dims[2]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shapes = allResults(of: inputs)
    let (keys, values, scores) = (shapes[1], shapes[2], shapes[3])
    let sizes = AttentionSizes(
      batch: scores.dims[0], heads: scores.dims[1], queries: scores.dims[2],
      keys: scores.dims[3], keySize: keys.dims[3], valueSize: values.dims[3])
    return sizes.work(
      masked: inputs.optional(3) != nil, input: inputs.shape(), output: outputs[0].shape)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .firstInputs(3) }
}

extension Shape {
  /// N×T×(h·d) as N×h×T×d.
  func separated(
    into heads: Int, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try require(rank: 3)
    return [dims[0], Dim(heads), dims[1], try requirements.part(of: dims[2], by: heads, axis: 2)]
  }
}
