/// Both gradients with products of this package's own loops.
extension PackedWinograd {
  /// Whether it computes gradients itself: with the larger tiles, and where vectors fill the rows of
  /// transformed gradients.
  var computesGradients: Bool {
    tiling.transform == .four && outputChannels.isMultiple(of: PanelProduct.leastColumns)
  }

  private var transposed: PackedWinograd? {
    PackedWinograd(
      tiling.transform, tiling.geometry.transposed(), batch: tiling.batch,
      inputChannels: outputChannels, outputChannels: inputChannels, gradients: gradients)
  }

  private var filterGradient: WinogradFilterGradient {
    WinogradFilterGradient(
      tiling: tiling, inputChannels: inputChannels, outputChannels: outputChannels)
  }

  private var filterCount: Int { 9 * inputChannels * outputChannels }

  /// Scratch values of both gradients.
  func gradientScratch(threads: Int) -> Int {
    guard computesGradients, let transposed else {
      return gradients.scratch(threads: threads, trains: true)
    }
    let input =
      filterCount + transposed.transformedCount
      + transposed.scratch(threads: threads, trains: false)
    return max(input, filterGradient.scratch)
  }

  /// `dx (+)=` the convolution of dy with the rotated filter.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    guard computesGradients, let transposed else {
      gradients.backwardInput(
        dy, filter: filter, to: parts, accumulating: accumulating, workspace: workspace, on: pool)
      return
    }
    var workspace = workspace
    let rotated = Filter(workspace.take(filterCount), panelWidth: .max)
    let u = Filter(workspace.take(transposed.transformedCount), panelWidth: .max)
    ProductConvolution(
      tiling.geometry, groups: 1, batch: tiling.batch, inputChannels: inputChannels,
      outputChannels: outputChannels
    ).rotate(filter, to: rotated, on: pool)
    transposed.transformFilter(rotated, to: u, on: pool)
    transposed.run(
      [dy], u, to: parts, accumulating: accumulating, epilogue: .none, workspace: workspace,
      on: pool)
  }

  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    guard computesGradients else {
      gradients.backwardFilter(
        parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool)
      return
    }
    filterGradient.run(
      parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool
    ) { v, m, sums, accumulates, _ in
      sums.strips(0..<outputChannels, most: .max) { strip, columns in
        PanelProduct(width: v.columns, weights: m.columns(columns)).run(
          [PanelProduct.Part(columnsOf: v)], rows: 0..<v.columns, to: strip.pixels,
          epilogue: Epilogue(before: accumulates ? strip.pixels : nil))
      }
    }
  }
}
