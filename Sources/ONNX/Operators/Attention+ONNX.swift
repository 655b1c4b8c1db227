import RLANetworks
import RLASymbolic

extension ImportRule {
  static let attentions = [
    ImportRule(Attention.kind) { node throws(ONNXFailure) in try node.attention() },
    ImportRule(MultiHeadAttention.kind) { node throws(ONNXFailure) in
      try node.apply(
        MultiHeadAttention(
          heads: try node.positive("num_heads"), try node.contributedScoring()),
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
        ProjectedAttention(
          heads: try node.positive("num_heads"), sizes: sizes, try node.contributedScoring()),
        to: Array(node.inputs.prefix(7)), outputs: node.resultCount(atMost: 2))
    },
    ImportRule(RotaryEmbedding.kind) { node throws(ONNXFailure) in
      let heads = try node.rank(0, "X") == 3 ? try node.positive("num_heads") : nil
      let rotated = try node.int("rotary_embedding_dim", default: 0)
      return try node.apply(
        RotaryEmbedding(
          heads: heads, rotated: rotated > 0 ? rotated : nil,
          interleaved: try node.flag("interleaved", default: false)), to: node.inputs)
    },
    ImportRule(["com.microsoft.SkipLayerNormalization"]) { node throws(ONNXFailure) in
      try node.apply(
        SkipLayerNormalization(epsilon: try node.float("epsilon", default: 1e-12)),
        to: node.inputs, outputs: node.resultCount(atMost: 4))
    },
    ImportRule(["com.microsoft.SkipSimplifiedLayerNormalization"]) { node throws(ONNXFailure) in
      // The form without a mean has no shift.
      let inputs = Array(node.inputs.prefix(3)) + (node.optional(3).map { [nil, $0] } ?? [])
      return try node.apply(
        SkipLayerNormalization(
          .rootMeanSquare, epsilon: try node.float("epsilon", default: 1e-12)), to: inputs,
        outputs: node.resultCount(atMost: 4))
    },
    ImportRule(EmbedLayerNormalization.kind) { node throws(ONNXFailure) in
      try node.apply(
        EmbedLayerNormalization(epsilon: try node.float("epsilon", default: 1e-12)),
        to: node.inputs, outputs: node.resultCount(atMost: 3))
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
    let cap = try float("softcap", default: 0)
    let scoring = AttentionScoring(
      scale: try scale(), cap: cap > 0 ? cap : nil, capsMask: version < 25,
      causal: try flag("is_causal", default: false))
    return try apply(
      Attention(heads, scoring, scores: try scores()), to: Array(inputs.prefix(7)),
      outputs: resultCount(atMost: 4))
  }

  /// What the result of scores shows, by its number.
  private func scores() throws(ONNXFailure) -> Attention.Scores {
    let stages: [Attention.Scores] = [.products, .biased, .capped, .shares]
    let mode = try int("qk_matmul_output_mode", default: 0)
    guard stages.indices.contains(mode) else {
      throw failure(
        .attributeValue(
          "qk_matmul_output_mode", found: "\(mode)", expected: "a number from 0 to 3"))
    }
    return stages[mode]
  }

  /// The factor of the products; nil where the size of a query decides.
  private func scale() throws(ONNXFailure) -> Double? {
    attribute("scale") == nil ? nil : try float("scale", default: 1)
  }

  /// Contrib operators write 0 for a scale by the size of a query.
  fileprivate func contributedScoring() throws(ONNXFailure) -> AttentionScoring {
    let scale = try scale()
    return AttentionScoring(
      scale: scale == 0 ? nil : scale, causal: try flag("unidirectional", default: false),
      hidden: try float("mask_filter_value", default: -10_000))
  }

  /// How many results the node has, of an operator that makes no more than `most`.
  fileprivate func resultCount(atMost most: Int) -> Int { min(max(node.outputs.count, 1), most) }
}
