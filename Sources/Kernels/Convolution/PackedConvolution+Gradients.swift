/// Both gradients of a pointwise convolution as products of this package's own loops.
extension PackedConvolution {
  /// Whether it computes gradients itself.
  var computesGradients: Bool { product.geometry.isPointwise && product.groups == 1 }

  private var rows: Int { product.batch * product.windows }

  /// Scratch values of both gradients, whatever parts the input comes in.
  func gradientScratch(threads: Int) -> Int {
    max(
      product.outputChannels * PanelProduct.storedColumns(product.inputChannels),
      tallProduct(product.inputChannels, threads: threads).mostScratch)
  }

  private func tallProduct(_ channels: Int, threads: Int) -> TallProduct {
    TallProduct(
      depth: rows, left: channels, right: product.outputChannels, threads: threads)
  }

  /// `dx (+)= dy · filterᵀ`, the filter transposed once.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    guard computesGradients else {
      product.backwardInput(
        dy, filter: filter, to: parts, accumulating: accumulating, workspace: workspace, on: pool)
      return
    }
    let weights = product.matrix(filter)
    for (index, (part, offset)) in zip(parts, parts.channelOffsets).enumerated() {
      var workspace = workspace
      let transposed = workspace.take(
        product.outputChannels * PanelProduct.storedColumns(part.channels))
      PanelProduct.pack(
        transposed: weights.rows(offset..<offset + part.channels), to: transposed, on: pool)
      PanelProduct(width: dy.rows, weights: transposed, depth: dy.channels).run(
        [PanelProduct.Part(rowsOf: dy.matrix)], to: part,
        epilogue: Epilogue(before: accumulating[index] ? part : nil), on: pool)
    }
  }

  /// `dfilter (+)= xᵀ · dy`.
  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    guard computesGradients else {
      product.backwardFilter(
        parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool)
      return
    }
    let target = product.matrix(gradient)
    for (part, offset) in zip(parts, parts.channelOffsets) {
      tallProduct(part.channels, threads: pool.threads).run(
        part.matrix, dy.matrix, to: target.rows(offset..<offset + part.channels),
        accumulating: accumulating, workspace: workspace, on: pool)
    }
  }
}
