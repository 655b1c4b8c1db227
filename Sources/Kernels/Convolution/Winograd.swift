import CRLAVectors

/// 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3): 36 products of
/// transformed tiles instead of 144 multiplications per output of four by four.
///
/// Lavin and Gray 2015, arXiv 1509.09308. x: N×H×W×I in parts along the channels; filter: 9·I×O in
/// panels; y: N×H'×W'×O. Transformed: v is 36×tiles×I, u is 36·I×O in panels, m is 36×tiles×O.
package struct WinogradConvolution: ConvolutionKernel {
  private let tiling: WinogradTiling
  package let inputChannels: Int
  package let outputChannels: Int
  /// How products are passed to the library; nil for the style of the pool.
  private let style: ProductStyle?

  private static let points = WinogradTransform.four.points

  package init(
    _ geometry: ConvolutionGeometry, batch: Int, inputChannels: Int, outputChannels: Int,
    style: ProductStyle? = nil
  ) {
    precondition(geometry.isDenseThreeByThree, "Winograd's transforms are for 3x3 and stride 1.")
    tiling = WinogradTiling(.four, geometry, batch: batch)
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.style = style
  }

  /// Tiles of the whole batch.
  package var tiles: Int { tiling.count }

  /// Whether there are enough tiles to pay for the larger filter, which is read once per pass.
  package var pays: Bool { tiles >= 16 }

  package var name: String { "\(WinogradTransform.four.name)\(style?.suffix ?? "")" }

  package var multiplyAddsInLibrary: Int { Self.points * tiles * inputChannels * outputChannels }

  package var savedMultiplyAdds: Int { tiling.savedMultiplies * inputChannels * outputChannels }

  package var transformedCount: Int { Self.points * inputChannels * outputChannels }

  private var phases: WinogradPhases {
    WinogradPhases(tiling: tiling, inputChannels: inputChannels, outputChannels: outputChannels)
  }

  /// Tiles that one thread takes through all three phases within its cache; nil where all threads
  /// share all tiles.
  private func blockTiles(threads: Int) -> Int? {
    if tiles < 16 * threads { return nil }
    let width = Self.points * (inputChannels + outputChannels)
    let fitting = max(16, min(64, 262_144 / width))
    return max(1, min(fitting, (tiles + threads - 1) / threads))
  }

  /// In training, the transformed filter of the forward pass is also stored here.
  package func scratch(threads: Int, trains: Bool) -> Int {
    let forward = forwardScratch(threads: threads)
    return trains ? max(transformedCount + forward, backwardScratch(threads: threads)) : forward
  }

  /// Scratch values of the forward pass with a filter that is already transformed.
  private func forwardScratch(threads: Int) -> Int {
    phases.scratch(blockTiles: blockTiles(threads: threads), threads: threads)
  }

  /// Scratch values of both gradients.
  private func backwardScratch(threads: Int) -> Int {
    let input =
      transposed.forwardScratch(threads: threads) + transformedCount + threads * Self.rotatedCount
    return max(filterGradient.scratch, input)
  }

  private var transposed: WinogradConvolution {
    WinogradConvolution(
      tiling.geometry.transposed(), batch: tiling.batch, inputChannels: outputChannels,
      outputChannels: inputChannels, style: style)
  }

  // MARK: - Filter

  /// `u = G·w·Gᵀ` for every pair of channels.
  package func transformFilter(_ w: Filter, to u: Filter, on pool: WorkerPool) {
    precondition(w.panelWidth == u.panelWidth, "Both filters lie in panels of the same width.")
    // In a panel, taps and points are stored one after another, each as a plane.
    pool.split(inputChannels, grain: max(1, 2048 / outputChannels)) { rows, _ in
      taps(w, 0, rows).strips(0..<outputChannels, most: .max) { source, columns in
        let target = points(u, 0, rows).strip(columns)
        let (stride, count) = (inputChannels * source.columns, rows.count * source.columns)
        vec_winograd_filter(source.base, stride, count, target.base, stride)
      }
    }
  }

  /// Some input channels of a tap of the filter.
  private func taps(_ w: Filter, _ tap: Int, _ rows: Range<Int>) -> PanelMatrix {
    w.matrix(rows: 9 * inputChannels, columns: outputChannels)
      .rows(rows.shifted(by: tap * inputChannels))
  }

  /// Some input channels of a point of the transformed filter.
  private func points(_ u: Filter, _ point: Int, _ rows: Range<Int>) -> PanelMatrix {
    u.matrix(rows: Self.points * inputChannels, columns: outputChannels)
      .rows(rows.shifted(by: point * inputChannels))
  }

  /// Input and output channels that are transposed at a time, so that they stay in a cache.
  private static let rotatedSide = 64
  private static let rotatedCount = 9 * rotatedSide * rotatedSide

  /// The transformed filter of the input gradient: w rotated by 180°, with inputs and outputs
  /// exchanged.
  ///
  /// `scratch` has room for `rotatedCount` values per thread.
  private func transformRotated(
    _ w: Filter, to u: Filter, scratch: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let side = Self.rotatedSide
    let columns = (outputChannels + side - 1) / side
    pool.run(columns * ((inputChannels + side - 1) / side)) { task, thread in
      let (row, column) = task.quotientAndRemainder(dividingBy: columns)
      let inputs = row * side..<min((row + 1) * side, inputChannels)
      let outputs = column * side..<min((column + 1) * side, outputChannels)
      let rotated = scratch + thread * Self.rotatedCount
      let plane = inputs.count * outputs.count
      for tap in 0..<9 {
        taps(w, tap, inputs).strips(outputs, most: .max) { source, some in
          vec_transpose(
            source.rows, source.columns, source.base, source.stride,
            rotated + (8 - tap) * plane + (some.lowerBound - outputs.lowerBound) * inputs.count,
            inputs.count)
        }
      }
      transposed.points(u, 0, outputs).strips(inputs, most: .max) { target, some in
        for output in 0..<outputs.count {
          vec_winograd_filter(
            rotated + output * inputs.count + some.lowerBound - inputs.lowerBound, plane,
            some.count, target.base + output * target.stride, outputChannels * target.stride)
        }
      }
    }
  }

  // MARK: - Forward

  package func forward(
    _ parts: [FeatureMap], filter u: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool
  ) {
    run(
      parts, u, to: [y], accumulating: [false], epilogue: epilogue, workspace: workspace, on: pool)
  }

  /// Runs all three phases for the tiles of the whole batch.
  ///
  /// `outputs` is the result in parts along the channels, each added to what is there where
  /// `accumulating` says so.
  private func run(
    _ parts: [FeatureMap], _ u: Filter, to outputs: [FeatureMap], accumulating: [Bool],
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    phases.run(
      parts, to: outputs, accumulating: accumulating, epilogue: epilogue,
      blockTiles: blockTiles(threads: pool.threads), workspace: workspace, on: pool
    ) { block in
      pool.run(Self.points) { point, thread in
        multiply(block, u, point, pool.products(thread, style: style))
      }
    } alone: { block, thread in
      for point in 0..<Self.points {
        multiply(block, u, point, pool.products(thread, style: style))
      }
    }
  }

  private func multiply(_ block: WinogradBlock, _ u: Filter, _ point: Int, _ products: Products) {
    products.multiply(
      block.input(point), points(u, point, 0..<inputChannels), columns: 0..<outputChannels,
      to: block.output(point).matrix, accumulating: false)
  }

  // MARK: - Backward

  /// `dx (+)=` the convolution of dy with the rotated filter.
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let rotated = workspace.take(pool.threads * Self.rotatedCount)
    let u = Filter(workspace.take(transformedCount), panelWidth: filter.panelWidth)
    transformRotated(filter, to: u, scratch: rotated, on: pool)
    transposed.run(
      [dy], u, to: parts, accumulating: accumulating, epilogue: .none, workspace: workspace,
      on: pool)
  }

  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    filterGradient.run(
      parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool
    ) { v, m, sums, accumulates, thread in
      pool.products(thread, style: style).multiply(
        transposed: v, m, to: sums, columns: 0..<outputChannels, accumulating: accumulates)
    }
  }

  private var filterGradient: WinogradFilterGradient {
    WinogradFilterGradient(
      tiling: tiling, inputChannels: inputChannels, outputChannels: outputChannels)
  }
}
