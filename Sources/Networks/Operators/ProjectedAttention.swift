import RLASymbolic

/// Self-attention of several heads with the projection to queries, keys and values:
/// `softmax(q · kᵀ / √d) · v` in every head, for `q, k, v = x · W + b`.
///
/// Shapes: x N×T×C, W C×(D + D + E), b D + D + E, earlier keys and values 2×N×h×P×(D/h) → N×T×E, and
/// all keys and values. Contrib operator `Attention` of ONNX Runtime.
public struct ProjectedAttention: Operator {
  public static let kind = OperatorKind(
    "ProjectedAttention", .product, onnx: ["com.microsoft.Attention"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("weights"),
      OperatorKind.Port("bias", .optional), OperatorKind.Port("mask_index", .optional),
      OperatorKind.Port("past", .optional), OperatorKind.Port("attention_bias", .optional),
      OperatorKind.Port("past_sequence_length", .optional),
    ],
    outputs: ["output", "present"].map { OperatorKind.Port($0) })

  public let heads: Int
  /// Elements of all queries, keys and values of a position; nil where the weights have three equal
  /// parts.
  public let sizes: [Int]?
  /// How scores are made.
  public let scoring: AttentionScoring

  public init(
    heads: Int, sizes: [Int]? = nil,
    _ scoring: AttentionScoring = AttentionScoring(hidden: -10_000)
  ) {
    precondition(heads > 0, "Attention has heads.")
    precondition(sizes?.count ?? 3 == 3, "Queries, keys and values have a size each.")
    self.heads = heads
    self.sizes = sizes
    self.scoring = scoring
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { AttentionSizes.names }

  public var title: String { "\(heads)-head self-attention" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank`, `.unequal` and `.innerSizes` where the operands do not belong
  ///   together, `.multiple` where the heads do not divide an axis.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (input, weights) = (inputs.shape(0), inputs.shape(1))
    try input.require(rank: 3)
    try weights.require(rank: 2)
    if input.dims[2] != weights.dims[0] {
      try requirements.require(
        .equal(input.dims[2], weights.dims[0]),
        otherwise: .innerSizes(input.dims[2], weights.dims[0]))
    }
    let widths = try widths(of: weights, &requirements)
    if let bias = inputs.optional(2) {
      try weights.require(suffix: bias.shape, &requirements)
    }
    let size = try requirements.part(of: widths[1], by: heads, axis: 1)
    var present: Shape = [2, input.dims[0], Dim(heads), input.dims[1], size]
    if let past = inputs.optional(4) {
      try present.require(equalTo: past.shape, axes: [0, 1, 2, 4], &requirements)
      present.dims[3] += past.shape.dims[3]
    }
    let result: Shape = [input.dims[0], input.dims[1], widths[2]]
    return [result, present].map { Fact(inputs[0].type, $0) }
  }

  private func widths(
    of weights: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Dim] {
    let total = weights.dims[1]
    guard let sizes else {
      let part = try requirements.part(of: total, by: 3, axis: 1)
      return [part, part, part]
    }
    let sum = Dim(sizes.reduce(0, +))
    if sum != total {
      try requirements.require(.equal(sum, total), otherwise: .unequal(axis: 1, total, sum))
    }
    return sizes.map { Dim($0) }
  }

  /// The product with the weights, then attention.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shapes = allResults(of: inputs)
    let (input, output, present) = (inputs.shape(), shapes[0], shapes[1])
    let width = inputs.shape(1).dims[1]
    let positions = input.dims[0] * input.dims[1]
    let attention = AttentionSizes(
      batch: input.dims[0], heads: 1, queries: input.dims[1], keys: present.dims[3],
      keySize: present.dims[4] * Dim(heads), valueSize: output.dims[2])
    var work = Work(
      product: positions * input.dims[2] * width + attention.products,
      biasAdditions: inputs.optional(2) == nil ? 0 : positions * width, groups: 1,
      parametersPerImage: 0, input: input, output: output)
    let isMasked = inputs.optional(3) != nil || inputs.optional(5) != nil
    work.addSoftmax(of: [input.dims[0], Dim(heads), input.dims[1], present.dims[3]], isMasked)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .firstInputs(2) }
}
