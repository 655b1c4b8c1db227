/// A transposed convolution: the input gradient of a convolution as a forward pass.
///
/// x: N×spatial×I; filter: that of the convolution from y to x, groups × (taps·O/groups × I/groups
/// in panels); y: N×spatial'×O.
package struct TransposedProduct: Sendable {
  /// The convolution from y to x.
  private let product: ProductConvolution

  /// - Parameters:
  ///   - geometry: From y to x, as the convolution whose gradient this is.
  ///   - groups: Groups of channels that are convolved separately.
  ///   - batch: Images of the batch.
  ///   - inputChannels: Channels of x.
  ///   - outputChannels: Channels of y.
  ///   - precision: The format in which products are summed.
  ///   - style: How products are passed to the library; nil for the style of the pool.
  package init(
    _ geometry: ConvolutionGeometry, groups: Int, batch: Int, inputChannels: Int,
    outputChannels: Int,
    precision: Precision, style: ProductStyle? = nil
  ) {
    product = ProductConvolution(
      geometry, groups: groups, batch: batch, inputChannels: outputChannels,
      outputChannels: inputChannels, precision: precision, style: style)
  }

  package var name: String { "product and scatter\(product.style?.suffix ?? "")" }

  /// Values of the taps of all pixels of an image.
  private var imageCount: Int { product.windows * product.patchWidth }

  /// Whether each thread takes whole images through product, sum and epilogue.
  private func runsByImage(threads: Int) -> Bool {
    product.batch >= threads && product.needsPatches && !product.rotatesFilter
  }

  /// Scratch values of the forward pass and, where it trains, of both gradients.
  package func scratch(threads: Int, trains: Bool) -> Int {
    let forward =
      runsByImage(threads: threads)
      ? threads * imageCount : product.inputGradientScratch(threads: threads)
    return trains ? max(forward, product.scratch(threads: threads, trains: true)) : forward
  }

  package func forward(
    _ x: FeatureMap, filter: Filter, to y: FeatureMap, epilogue: Epilogue, workspace: Workspace,
    on pool: WorkerPool
  ) {
    guard runsByImage(threads: pool.threads) else {
      product.backwardInput(
        x, filter: filter, to: [y], accumulating: [false], workspace: workspace, on: pool)
      if !epilogue.isIdentity { epilogue.run(y, to: y, on: pool) }
      return
    }
    var workspace = workspace
    let scratch = workspace.take(pool.threads * imageCount)
    pool.run(x.batch) { image, thread in
      let taps = Matrix(
        base: scratch + thread * imageCount, rows: product.windows, columns: product.patchWidth,
        stride: product.patchWidth)
      multiply(x.image(image), filter, to: taps, with: product.products(pool, thread))
      scatter(taps, to: y.image(image))
      epilogue.apply(
        inPlace: y, rows: image * y.area..<(image + 1) * y.area, channels: 0..<y.channels)
    }
  }

  /// The taps of every pixel of an image.
  private func multiply(_ x: FeatureMap, _ filter: Filter, to taps: Matrix, with products: Products)
  {
    let (depth, width) = (product.depth, product.outputsPerGroup)
    for group in 0..<product.groups {
      products.multiply(
        x.slice(group * width, count: width).matrix,
        transposed: product.matrix(filter, group: group), rows: 0..<depth,
        to: taps.columns(group * depth..<(group + 1) * depth), accumulating: false)
    }
  }

  /// Adds each tap to the pixel under it.
  private func scatter(_ taps: Matrix, to y: FeatureMap) {
    for row in 0..<y.rows { Vectors.clear(y.row(row), count: y.channels) }
    for line in 0..<product.geometry.inputLines {
      product.patches.collect(taps, into: [y], line: line)
    }
  }

  /// `dx (+)=` the convolution of dy.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to dx: FeatureMap, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    product.run(
      [dy], filter: filter, to: dx, accumulating: accumulating, epilogue: .none,
      workspace: workspace, on: pool)
  }

  /// `dfilter (+)= patches of dyᵀ · x`.
  package func backwardFilter(
    _ x: FeatureMap, _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    product.backwardFilter(
      [dy], x, to: gradient, accumulating: accumulating, workspace: workspace, on: pool)
  }
}
