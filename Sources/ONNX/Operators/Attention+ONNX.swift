import RLANetworks
import RLASymbolic

extension ImportRule {
  static let attentions = [
    ImportRule(Attention.kind) { node throws(ONNXFailure) in try node.attention() },
    ImportRule(["com.microsoft.MultiHeadAttention"]) { node throws(ONNXFailure) in
      // Packed keys and values, and those of earlier steps, have other ranks.
      guard try node.rank(0, "query") == 3, node.optional(1) != nil, node.optional(2) != nil,
        try node.rank(1, "key") == 3, node.inputs.count <= 6
      else { return nil }
      let heads = try node.heads("num_heads")
      return try node.apply(
        Attention(heads: (heads, heads)),
        to: [try node.input(0, "query"), try node.input(1, "key"), try node.input(2, "value")])
    },
    ImportRule(FusedAttention.kind) { node throws(ONNXFailure) in
      // Other sizes for values, and keys of earlier steps, have no rule.
      if node.attribute("qkv_hidden_sizes") != nil || node.optional(4) != nil { return nil }
      return try node.apply(
        FusedAttention(heads: try node.heads("num_heads")), to: Array(node.inputs.prefix(4)))
    },
    ImportRule(RotaryEmbedding.kind) { node throws(ONNXFailure) in
      try node.apply(RotaryEmbedding(), to: node.inputs)
    },
    ImportRule(["com.microsoft.SkipLayerNormalization"]) { node throws(ONNXFailure) in
      try node.skipNorm()
    },
    ImportRule(["com.microsoft.EmbedLayerNormalization"]) { node throws(ONNXFailure) in
      try node.embeddingNorm()
    },
  ]
}

extension NodeImport {
  fileprivate func heads(_ name: String) throws(ONNXFailure) -> Int {
    guard let heads = try int(name) else { throw failure(.missingAttribute(name)) }
    guard heads > 0 else {
      throw failure(.attributeValue(name, found: "\(heads)", expected: "a positive number"))
    }
    return heads
  }

  fileprivate func attention() throws(ONNXFailure) -> [ImportedValue]? {
    // The fourth result, the weights themselves, has no rule.
    if node.outputs.count > 3 { return nil }
    let isSplit = try rank(0, "Q") == 4
    let heads =
      isSplit ? nil : (queries: try self.heads("q_num_heads"), keys: try self.heads("kv_num_heads"))
    return try apply(
      Attention(heads: heads), to: Array(inputs.prefix(6)), outputs: node.outputs.count)
  }

  private func sum(
    _ left: ImportedValue, _ right: ImportedValue
  ) throws(ONNXFailure) -> ImportedValue {
    try apply(Arithmetic(.add), to: [left, right], callStyle: .operator)[0]
  }

  private func norm(
    _ value: ImportedValue, _ scale: Int, _ shift: Int, outputs: Int = 1
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard let weight = stored(scale), weight.fact.shape.rank == 1,
      optional(shift) == nil || stored(shift) != nil
    else { return nil }
    let weights = [weight] + (stored(shift).map { [$0] } ?? [])
    let norm = LayerNormalization(
      weight.fact.shape, epsilon: try float("epsilon", default: 1e-12), bias: weights.count == 2)
    return try layer(norm, weights, to: [value], outputs: outputs)
  }

  /// `norm(input + skip + bias)`, mean and deviation, and the sum.
  fileprivate func skipNorm() throws(ONNXFailure) -> [ImportedValue]? {
    var total = try sum(try input(0, "input"), try input(1, "skip"))
    if let bias = optional(4) { total = try sum(total, bias) }
    return try norm(total, 2, 3, outputs: 3).map { $0 + [total] }
  }

  /// Sums of rows of tables, normalized, and how many positions the mask has.
  fileprivate func embeddingNorm() throws(ONNXFailure) -> [ImportedValue]? {
    let ids = try input(0, "input_ids")
    let words = try apply(Gather(), to: [try input(2, "word_embedding"), ids])[0]
    var total = words
    if let places = optional(8) {
      total = try sum(
        total, try apply(Gather(), to: [try input(3, "position_embedding"), places])[0])
    } else {
      let length = try apply(ShapeOf(1..<2), to: [ids])[0]
      let zero = ImportedValue.stored(
        StoredTensor(.known([0]), name: "start", key: "\(frame.path)\(node.place.name)#start"))
      let rows = try apply(
        StridedSlice(), to: [try input(3, "position_embedding"), zero, length, zero])
      total = try sum(total, rows[0])
    }
    if let segments = optional(1), let table = optional(4) {
      total = try sum(total, try apply(Gather(), to: [table, segments])[0])
    }
    guard let results = try norm(total, 5, 6) else { return nil }
    let counted = optional(7) ?? ids
    let lengths = try apply(Reduction(.sum, over: [1], keepingAxes: false), to: [counted])
    return results + lengths + [total]
  }
}
