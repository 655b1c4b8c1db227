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
