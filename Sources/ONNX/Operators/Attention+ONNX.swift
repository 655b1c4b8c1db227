import RLANetworks
import RLASymbolic

extension ImportRule {
  static let attentions = [
    ImportRule(Attention.kind) { node throws(ONNXFailure) in try node.attention() },
    ImportRule(MultiHeadAttention.kind) { node throws(ONNXFailure) in
      try node.apply(
        MultiHeadAttention(heads: try node.positive("num_heads")),
        to: Array(node.inputs.prefix(8)), outputs: node.resultCount(atMost: 3))
    },
    ImportRule(ProjectedAttention.kind) { node throws(ONNXFailure) in
      let sizes = try node.ints("qkv_hidden_sizes")
      guard sizes?.count ?? 3 == 3, sizes?.allSatisfy({ $0 > 0 }) ?? true else {
        throw node.failure(
          .attributeValue(
            "qkv_hidden_sizes", found: "\(sizes ?? [])", expected: "three positive numbers"))
      }
      return try node.apply(
        ProjectedAttention(heads: try node.positive("num_heads"), sizes: sizes),
        to: Array(node.inputs.prefix(7)), outputs: node.resultCount(atMost: 2))
    },
    ImportRule(RotaryEmbedding.kind) { node throws(ONNXFailure) in
      let heads = try node.rank(0, "X") == 3 ? try node.positive("num_heads") : nil
      let rotated = try node.int("rotary_embedding_dim", default: 0)
      return try node.apply(
        RotaryEmbedding(heads: heads, rotated: rotated > 0 ? rotated : nil), to: node.inputs)
    },
    ImportRule(["com.microsoft.SkipLayerNormalization"]) { node throws(ONNXFailure) in
      try node.apply(
        SkipLayerNormalization(), to: node.inputs, outputs: node.resultCount(atMost: 4))
    },
    ImportRule(["com.microsoft.SkipSimplifiedLayerNormalization"]) { node throws(ONNXFailure) in
      // The form without a mean has no shift.
      let inputs = Array(node.inputs.prefix(3)) + (node.optional(3).map { [nil, $0] } ?? [])
      return try node.apply(
        SkipLayerNormalization(.rootMeanSquare), to: inputs,
        outputs: node.resultCount(atMost: 4))
    },
    ImportRule(EmbedLayerNormalization.kind) { node throws(ONNXFailure) in
      try node.apply(
        EmbedLayerNormalization(), to: node.inputs, outputs: node.resultCount(atMost: 3))
    },
  ]
}

extension NodeImport {
  fileprivate func attention() throws(ONNXFailure) -> [ImportedValue] {
    let isSeparate = try rank(0, "Q") == 4
    let heads: Attention.Heads =
      isSeparate
      ? .separate
      : .joined(
        queries: try positive("q_num_heads"), keys: try positive("kv_num_heads"))
    return try apply(
      Attention(heads), to: Array(inputs.prefix(7)), outputs: resultCount(atMost: 4))
  }

  /// How many results the node has, of an operator that makes no more than `most`.
  fileprivate func resultCount(atMost most: Int) -> Int { min(max(node.outputs.count, 1), most) }
}
