import RLANetworks

extension AttentionScoring {
  /// The attributes by which contrib operators say it.
  fileprivate var contributed: [ONNXAttribute] {
    (scale.map { [.float("scale", $0)] } ?? []) + (isCausal ? [.int("unidirectional", 1)] : [])
      + [.float("mask_filter_value", hidden)]
  }
}

extension ProjectedAttention: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "com.microsoft.Attention", nil,
      [.int("num_heads", heads)] + (sizes.map { [.ints("qkv_hidden_sizes", $0)] } ?? [])
        + scoring.contributed)
  }
}

extension MultiHeadAttention: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "com.microsoft.MultiHeadAttention", nil, [.int("num_heads", heads)] + scoring.contributed)
  }
}

extension SkipLayerNormalization: ONNXExportable {
  func export(_ site: ExportSite) {
    let epsilon = ONNXAttribute.float("epsilon", epsilon)
    if form == .deviation {
      return site.node("com.microsoft.SkipLayerNormalization", nil, [epsilon])
    }
    // The form without a mean has no shift.
    let inputs = site.inputs.prefix(3) + site.inputs.dropFirst(4)
    site.node("com.microsoft.SkipSimplifiedLayerNormalization", Array(inputs), [epsilon])
  }
}

extension EmbedLayerNormalization: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "com.microsoft.EmbedLayerNormalization", nil, [.float("epsilon", epsilon)])
  }
}

extension Attention: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 23, native: 23) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    // Version 25 exchanges the cap and the mask, and 24 has the input of lengths.
    if scoring.cap != nil && !scoring.capsMask || site.inputs.count > 6 {
      throw site.failure(.noForm)
    }
    var attributes = [ONNXAttribute.flag("is_causal", scoring.isCausal)]
    if let scale = scoring.scale { attributes.append(.float("scale", scale)) }
    if let cap = scoring.cap { attributes.append(.float("softcap", cap)) }
    if case .joined(let queries, let keys) = heads {
      attributes += [.int("q_num_heads", queries), .int("kv_num_heads", keys)]
    }
    let modes: [Scores: Int] = [.products: 0, .biased: 1, .capped: 2, .shares: 3]
    attributes.append(.int("qk_matmul_output_mode", modes[scores] ?? 0))
    site.node("Attention", nil, attributes)
  }
}

extension RotaryEmbedding: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 23, native: 23) }

  func export(_ site: ExportSite) {
    site.node(
      "RotaryEmbedding", nil,
      (heads.map { [.int("num_heads", $0)] } ?? [])
        + [.int("rotary_embedding_dim", rotated ?? 0), .flag("interleaved", isInterleaved)])
  }
}
