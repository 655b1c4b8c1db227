import CRLAVectors

/// Convolution as a product with the pixels where they lie.
///
/// A line of a window is contiguous in a map, so that no patches are made. A map with padding is
/// copied once, with zeros around it.
///
/// The filter is in panels of `PanelProduct.panelWidth` columns, the last filled with zeros. Its
/// gradients are those of `ProductConvolution`.
package struct PackedConvolution: ConvolutionKernel {
  private let product: ProductConvolution
  /// Whether the filter is read as the weights of the network are stored.
  private let readsStored: Bool

  /// nil for groups, volumes and products in double precision.
  ///
  /// - Parameters:
  ///   - product: The same convolution as a product over patches.
  ///   - style: How the plan stores the weights of a network.
  package init?(_ product: ProductConvolution, weights style: ProductStyle) {
    guard product.groups == 1, product.precision == .single, product.geometry.isFlat else {
      return nil
    }
    self.product = product
    readsStored =
      style.panelWidth == PanelProduct.panelWidth
      && product.outputChannels.isMultiple(of: PanelProduct.leastColumns)
  }

  private var geometry: ConvolutionGeometry { product.geometry }

  /// Whether most of the columns that it multiplies are there, rather than zeros.
  package var pays: Bool {
    5 * PanelProduct.storedColumns(product.outputChannels) <= 6 * product.outputChannels
  }

  package var name: String {
    geometry.isPointwise ? "product in panels" : "direct product in panels"
  }

  package var multiplyAddsInLibrary: Int { 0 }

  package func scratch(threads: Int, trains: Bool) -> Int {
    let own = border?.count(batch: product.batch, channels: product.inputChannels) ?? 0
    return trains ? max(own, product.scratch(threads: threads, trains: true)) : own
  }

  package var transformedCount: Int {
    readsStored ? 0 : product.depth * PanelProduct.storedColumns(product.outputChannels)
  }

  package func transformFilter(_ filter: Filter, to packed: Filter, on pool: WorkerPool) {
    PanelProduct.pack(product.matrix(filter), to: packed.base, on: pool)
  }

  // MARK: - Forward

  package func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    let stored = PanelProduct.storedColumns(y.channels)
    let panelWidth = readsStored ? min(filter.panelWidth, stored) : PanelProduct.panelWidth
    let isPointwise = geometry.isPointwise
    let panels = PanelProduct(
      width: isPointwise ? y.rows : geometry.horizontal.output,
      lines: isPointwise ? 1 : geometry.vertical.output, images: isPointwise ? 1 : y.batch,
      weights: filter.base, panelWidth: panelWidth, depth: product.depth)
    guard let border else {
      panels.run(lineParts(parts), to: y, epilogue: epilogue, on: pool)
      return
    }
    var workspace = workspace
    let count = border.count(batch: product.batch, channels: product.inputChannels)
    let x = border.copy(parts, to: workspace.take(count), on: pool)
    panels.run(lineParts([x]), to: y, epilogue: epilogue, on: pool)
  }

  /// The zeros that windows reach around the map; nil where they reach none.
  private var border: MapBorder? { MapBorder(geometry) }

  /// The values under the windows of a line of y: line by line of a window where these are
  /// contiguous, else tap by tap.
  private func lineParts(_ maps: [FeatureMap]) -> [PanelProduct.Part] {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let isWhole = maps.count == 1 && h.dilation == 1 && maps[0].stride == maps[0].channels
    let taps = isWhole ? 1 : h.kernel
    return (0..<v.kernel).flatMap { line in
      (0..<taps).flatMap { tap in
        maps.map { map in
          let first = line * v.dilation * map.width + tap * h.dilation
          return PanelProduct.Part(
            base: map.row(first), depth: isWhole ? h.kernel * map.channels : map.channels,
            step: h.stride * map.stride, line: v.stride * map.width * map.stride,
            image: map.area * map.stride)
        }
      }
    }
  }

  // MARK: - Backward

  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    product.backwardInput(
      dy, filter: filter, to: parts, accumulating: accumulating, workspace: workspace, on: pool)
  }

  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    product.backwardFilter(
      parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool)
  }
}
