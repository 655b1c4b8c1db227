import RLASymbolic

/// Scaled dot-product attention: `y = softmax(q·kᵀ / √d + mask) · v` for each head.
///
/// Shapes: q N×h×S×d, k N×g×T×d and v N×g×T×e, where g divides h → N×h×S×e; with the heads inside
/// the last axis N×S×(h·d), N×T×(g·d) and N×T×(g·e) → N×S×(h·e). Keys and values of earlier steps
/// stand before the others, and the second and third results are both together. Vaswani et al.
/// 2017, arXiv 1706.03762; ONNX Attention, version 23.
public struct Attention: Operator {
  public static let kind = OperatorKind(
    "Attention", .product, onnx: ["Attention"],
    inputs: ["Q", "K", "V"].map { OperatorKind.Port($0) }
      + ["attn_mask", "past_key", "past_value"].map { OperatorKind.Port($0, .optional) },
    outputs: [
      OperatorKind.Port("Y"), OperatorKind.Port("present_key"), OperatorKind.Port("present_value"),
    ])

  /// Heads of q, and of k and v, where the last axis holds them; nil where they have an axis.
  public let heads: (queries: Int, keys: Int)?

  public init(heads: (queries: Int, keys: Int)? = nil) {
    precondition(heads.map { $0.queries > 0 && $0.keys > 0 } ?? true, "There are heads.")
    self.heads = heads
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "F.scaled_dot_product_attention", aten: "scaled_dot_product_attention")

  public var title: String { "attention" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` where an input has another number of axes, `.elements` where the
  ///   heads do not divide the last axis, `.innerSizes` where q and k do not fit.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let q = try split(inputs.shape(0), heads?.queries, &requirements)
    var k = try split(inputs.shape(1), heads?.keys, &requirements)
    var v = try split(inputs.shape(2), heads?.keys, &requirements)
    if let past = inputs.optional(4)?.shape {
      try past.require(rank: 4)
      k.dims[2] += past.dims[2]
      v.dims[2] += past.dims[2]
    }
    if q.dims[3] != k.dims[3] {
      try requirements.require(
        .equal(q.dims[3], k.dims[3]), otherwise: .innerSizes(q.dims[3], k.dims[3]))
    }
    try k.require(equalTo: v, axes: 0..<3, &requirements)
    let type = inputs[0].type
    let shape: Shape =
      heads == nil
      ? [q.dims[0], q.dims[1], q.dims[2], v.dims[3]]
      : [q.dims[0], q.dims[2], q.dims[1] * v.dims[3]]
    return [Fact(type, shape), Fact(inputs[1].type, k), Fact(inputs[2].type, v)]
  }

  /// The shape with an axis for the heads.
  private func split(
    _ shape: Shape, _ heads: Int?, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    guard let heads else {
      try shape.require(rank: 4)
      return shape
    }
    try shape.require(rank: 3)
    let size = try shape.dims[2].quotient(ofParts: heads, &requirements)
    return [shape.dims[0], Dim(heads), shape.dims[1], size]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    var rest = Requirements()
    guard let facts = try? self.outputs(of: inputs, requiring: &rest),
      let q = try? split(inputs.shape(0), heads?.queries, &rest)
    else { preconditionFailure("Work is asked for after the shapes were inferred.") }
    let (keys, values) = (facts[1].shape, facts[2].shape)
    return Work(
      attending: q.dims[0] * q.dims[1], from: q.dims[2], to: keys.dims[2],
      sizes: keys.dims[3] + values.dims[3], input: inputs.shape(), output: outputs[0].shape)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

/// Attention over one input whose queries, keys and values are a product with one matrix.
///
/// Shapes: N×S×i, weights i×3d and biases 3d → N×S×d. ONNX Runtime, com.microsoft.Attention.
public struct FusedAttention: Operator {
  public static let kind = OperatorKind(
    "FusedAttention", .product, onnx: ["com.microsoft.Attention"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("weights"),
      OperatorKind.Port("bias", .optional), OperatorKind.Port("mask_index", .optional),
    ])

  public let heads: Int

  public init(heads: Int) {
    precondition(heads > 0, "There are heads.")
    self.heads = heads
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "MultiheadAttention", function: "F.multi_head_attention_forward",
    aten: "_native_multi_head_attention")

  public var title: String { "fused attention" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.innerSizes` where input and weights do not fit, `.elements` where the
  ///   weights are not those of three matrices.
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
    let size = try weights.dims[1].quotient(ofParts: 3, &requirements)
    return [Fact(inputs[0].type, [input.dims[0], input.dims[1], size])]
  }

  /// The product with the weights, then attention.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, weights, output) = (inputs.shape(0), inputs.shape(1), outputs[0].shape)
    let projected = input.dims[0] * input.dims[1] * weights.dims[1]
    var work = Work(
      attending: input.dims[0], from: input.dims[1], to: input.dims[1], heads: Dim(heads),
      sizes: output.dims[2] * 2, input: input, output: output)
    let products = projected * input.dims[2]
    for quantity in [
      Quantity.multiplyAdds, .multiplyAddsAtOutputs, .inputGradient, .weightGradient,
      .weightGradientTimesGroups,
    ] {
      work[quantity] += products
    }
    if inputs.optional(2) != nil { work[.biasAdditions] += projected }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Work {
  /// The tally of attention from S positions to T of them.
  ///
  /// A row of T weights takes T − 1 comparisons and additions, and each weight a scale, an
  /// exponential, a subtraction and a division.
  ///
  /// - Parameters:
  ///   - batch: How many matrices of weights there are, but for `heads`.
  ///   - rows: S.
  ///   - columns: T.
  ///   - heads: How many matrices there are for each of `batch`.
  ///   - sizes: Elements of a key and a value, of all heads together.
  ///   - input: The shape of the queries.
  ///   - output: The shape of the result.
  fileprivate init(
    attending batch: Dim, from rows: Dim, to columns: Dim, heads: Dim = 1, sizes: Dim,
    input: Shape, output: Shape
  ) {
    self.init(
      product: batch * rows * columns * sizes, biasAdditions: 0, groups: 1, parametersPerImage: 0,
      input: input, output: output)
    let weights = batch * heads * rows * columns
    let joined = weights - batch * heads * rows
    self[.additions] = weights + joined
    self[.multiplications] = weights
    self[.divisions] = weights
    self[.comparisons] = joined
    self[.exponentials] = weights
  }
}
