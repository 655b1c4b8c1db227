import CRLAVectors

/// Convolution as a product with the pixels where they lie.
///
/// A line of a window is contiguous in a map, so that no patches are made. A map with padding is
/// copied once, with zeros around it.
///
/// The filter is groups × (taps·I/groups × O/groups in panels of `PanelProduct.panelWidth` columns, the
/// last filled with zeros). The gradients of a pointwise convolution are such products too, those of
/// others are those of `ProductConvolution`.
package struct PackedConvolution: ConvolutionKernel {
  let product: ProductConvolution
  /// Whether the filter is read as the weights of the network are stored.
  private let readsStored: Bool

  /// nil for groups that do not fill vectors, volumes and products in double precision.
  ///
  /// - Parameters:
  ///   - product: The same convolution as a product over patches.
  ///   - style: How the plan stores the weights of a network.
  package init?(_ product: ProductConvolution, weights style: ProductStyle) {
    let outputs = product.outputsPerGroup
    let isFilled = outputs.isMultiple(of: PanelProduct.leastColumns)
    guard product.groups == 1 || isFilled, product.precision == .single, product.geometry.isFlat
    else { return nil }
    self.product = product
    readsStored =
      isFilled
      && (style.panelWidth == PanelProduct.panelWidth || outputs <= PanelProduct.panelWidth)
  }

  private var geometry: ConvolutionGeometry { product.geometry }

  /// Whether most of the columns that it multiplies are there, rather than zeros, and groups read
  /// all that is copied for them.
  package var pays: Bool {
    (product.groups == 1 || geometry.isDense)
      && 5 * PanelProduct.storedColumns(product.outputsPerGroup) <= 6 * product.outputsPerGroup
  }

  /// Whether it can be a member of a `ConvolutionChain`: a pointwise one whose filter is small enough
  /// to be read again for some lines, and holds more columns than zeros beside them.
  var canBeChained: Bool {
    let outputs = product.outputsPerGroup
    return geometry.isPointwise && product.groups == 1 && packedCount <= 65_536
      && 2 * PanelProduct.storedColumns(outputs) <= 3 * outputs
  }

  package var hasFastGradients: Bool {
    // Fewer rows do not pay for a filter that is transposed.
    VectorLevel.isAsWideAsLibrary && computesGradients && product.batch * product.windows >= 64
  }

  package var name: String {
    geometry.isPointwise ? "product in panels" : "direct product in panels"
  }

  package var multiplyAddsInLibrary: Int { 0 }

  package var gradientKernel: any ConvolutionKernel { computesGradients ? self : product }

  package func scratch(threads: Int, trains: Bool) -> Int {
    let own = border?.count(batch: product.batch, channels: product.inputChannels) ?? 0
    // In training, the packed filter of the forward pass is also stored here.
    if !trains { return own }
    let gradients =
      computesGradients
      ? gradientScratch(threads: threads) : product.scratch(threads: threads, trains: true)
    return max(transformedCount + own, gradients)
  }

  package var transformedCount: Int { readsStored ? 0 : product.groups * packedCount }

  /// Values of the packed filter of a group.
  private var packedCount: Int {
    product.depth * PanelProduct.storedColumns(product.outputsPerGroup)
  }

  package func transformFilter(_ filter: Filter, to packed: Filter, on pool: WorkerPool) {
    for group in 0..<product.groups {
      PanelProduct.pack(
        product.matrix(filter, group: group), to: packed.base + group * packedCount, on: pool)
    }
  }

  // MARK: - Forward

  package func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let memory = workspace.take(scratch(threads: pool.threads, trains: false))
    if product.groups == 1 {
      let x = border.map { [$0.copy(parts, to: memory, on: pool)] } ?? parts
      panels(filter).run(lineParts(x), to: y, epilogue: epilogue, on: pool)
      return
    }
    precondition(parts.count == 1, "With groups, the input is one part.")
    let inputs = product.inputChannels / product.groups
    let groups =
      border?.copyGroups(product.groups, of: parts[0], to: memory, on: pool)
      ?? (0..<product.groups).map { parts[0].slice($0 * inputs, count: inputs) }
    runGroups(groups, filter, to: y, epilogue: epilogue, on: pool)
  }

  /// A pointwise convolution of some pixels, counted over the batch, on the calling thread.
  ///
  /// - Parameters:
  ///   - parts: The input, as one map where it has no border.
  ///   - pixels: Those that are convolved.
  ///   - filter: As `transformFilter` leaves it.
  ///   - y: The results, a line of as many pixels.
  ///   - epilogue: What is applied to that line.
  func multiply(
    _ parts: [FeatureMap], pixels: Range<Int>, filter: Filter, to y: FeatureMap, epilogue: Epilogue
  ) {
    precondition(geometry.isPointwise && product.groups == 1, "Each pixel is a row.")
    panels(filter, width: pixels.count).run(
      parts.map { part in
        PanelProduct.Part(
          base: part.row(pixels.lowerBound), depth: part.channels, spacing: 1, step: part.stride,
          line: 0, image: 0)
      }, rows: 0..<pixels.count, to: y, epilogue: epilogue)
  }

  /// The filter of a group and the rows that it multiplies.
  private func panels(_ filter: Filter, group: Int = 0) -> PanelProduct {
    let (lines, images) = (geometry.vertical.output, product.batch)
    let width = geometry.horizontal.output
    if geometry.isPointwise { return panels(filter, group: group, width: width * lines * images) }
    return panels(filter, group: group, width: width, lines: lines, images: images)
  }

  private func panels(
    _ filter: Filter, group: Int = 0, width: Int, lines: Int = 1, images: Int = 1
  ) -> PanelProduct {
    let stored = PanelProduct.storedColumns(product.outputsPerGroup)
    return PanelProduct(
      width: width, lines: lines, images: images, weights: filter.base + group * packedCount,
      panelWidth: readsStored ? min(filter.panelWidth, stored) : PanelProduct.panelWidth,
      depth: product.depth)
  }

  /// Image by image, since the groups of a pixel share pages.
  private func runGroups(
    _ x: [FeatureMap], _ filter: Filter, to y: FeatureMap, epilogue: Epilogue, on pool: WorkerPool
  ) {
    let outputs = product.outputsPerGroup
    pool.run(y.batch * product.groups) { task, _ in
      let (image, group) = task.quotientAndRemainder(dividingBy: product.groups)
      panels(filter, group: group).run(
        lineParts([x[group]]), rows: image * y.area..<(image + 1) * y.area,
        to: y.slice(group * outputs, count: outputs), epilogue: epilogue,
        channel: group * outputs)
    }
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
            spacing: 1,
            step: h.stride * map.stride, line: v.stride * map.width * map.stride,
            image: map.area * map.stride)
        }
      }
    }
  }
}
