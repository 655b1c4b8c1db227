import CRLAVectors

/// 3x3 convolution with stride 1 by Winograd's minimal filtering, with products of this package's own
/// loops.
///
/// Lavin and Gray 2015, arXiv 1509.09308. x: N×H×W×I in parts along the channels; filter: 9·I×O in
/// panels; y: N×H'×W'×O. Transformed: v is points×tiles×I, u is points×(I×O in panels), m is
/// points×tiles×O.
package struct PackedWinograd: ConvolutionKernel {
  let tiling: WinogradTiling
  let inputChannels: Int
  let outputChannels: Int
  /// The kernel of the gradients that this one does not compute.
  let gradients: any ConvolutionKernel

  /// nil for other windows than 3x3 at stride 1.
  ///
  /// - Parameters:
  ///   - transform: How large the tiles are.
  ///   - geometry: The windows.
  ///   - batch: Images of the batch.
  ///   - inputChannels: Channels of x.
  ///   - outputChannels: Channels of y.
  ///   - gradients: The same convolution by a kernel whose gradients are taken.
  package init?(
    _ transform: WinogradTransform, _ geometry: ConvolutionGeometry, batch: Int,
    inputChannels: Int, outputChannels: Int, gradients: any ConvolutionKernel
  ) {
    guard geometry.isDenseThreeByThree else { return nil }
    tiling = WinogradTiling(transform, geometry, batch: batch)
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.gradients = gradients
  }

  private var transform: WinogradTransform { tiling.transform }
  private var points: Int { transform.points }
  private var tiles: Int { tiling.count }

  /// Whether there are enough tiles to pay for the larger filter, which is read once per pass.
  package var pays: Bool { tiles >= 16 }

  package var name: String { "\(transform.name), in panels" }

  package var multiplyAddsInLibrary: Int { 0 }

  package var gradientKernel: any ConvolutionKernel { computesGradients ? self : gradients }

  package var savedMultiplyAdds: Int {
    tiling.savedMultiplies * inputChannels * outputChannels
  }

  // MARK: - Filter

  /// Half as wide as those of a product, so that a panel stays in the L1 cache for few rows.
  private static let panelWidth = 32

  private var storedOutputs: Int { PanelProduct.storedColumns(outputChannels) }
  /// Values of the filter at a point.
  private var plane: Int { inputChannels * storedOutputs }

  package var transformedCount: Int { points * plane }

  /// `u = G·w·Gᵀ` for every pair of channels.
  package func transformFilter(_ w: Filter, to u: Filter, on pool: WorkerPool) {
    let source = w.matrix(rows: 9 * inputChannels, columns: outputChannels)
    pool.split(inputChannels, grain: max(1, 2048 / outputChannels)) { rows, _ in
      for row in rows { transformRow(row, source, to: u.base) }
    }
  }

  /// The filter of one input channel.
  private func transformRow(
    _ row: Int, _ w: PanelMatrix, to u: UnsafeMutablePointer<Float>
  ) {
    let target = PanelMatrix(
      u, rows: inputChannels, columns: storedOutputs, width: Self.panelWidth
    ).rows(row..<row + 1)
    target.strips(outputChannels..<storedOutputs, most: .max) { strip, _ in
      for point in 0..<points { Vectors.clear(strip.base + point * plane, count: strip.columns) }
    }
    w.rows(row..<row + 1).strips(0..<outputChannels, most: Self.panelWidth) { source, columns in
      target.strips(columns, most: .max) { strip, some in
        let taps = source.base + some.lowerBound - columns.lowerBound
        transform.filter(
          taps, inputChannels * source.stride, strip.columns, strip.base, plane)
      }
    }
  }

  // MARK: - Forward

  package func scratch(threads: Int, trains: Bool) -> Int {
    let own = phases.scratch(blockTiles: blockTiles(threads: threads), threads: threads)
    return trains ? max(transformedCount + own, gradientScratch(threads: threads)) : own
  }

  /// Tiles that fit into the L2 cache with their results and a panel of the filter.
  private static let mostTiles = 28

  private var phases: WinogradPhases {
    WinogradPhases(tiling: tiling, inputChannels: inputChannels, outputChannels: outputChannels)
  }

  /// Tiles that one thread takes through all phases; nil where all threads share all tiles, point by
  /// point.
  private func blockTiles(threads: Int) -> Int? {
    guard tiles > Self.mostTiles || threads == 1 else { return nil }
    let blocks = (tiles + Self.mostTiles - 1) / Self.mostTiles
    // As many blocks for every thread.
    let even = (blocks + threads - 1) / threads * threads
    return (tiles + even - 1) / even
  }

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
  func run(
    _ parts: [FeatureMap], _ u: Filter, to outputs: [FeatureMap], accumulating: [Bool],
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    phases.run(
      parts, to: outputs, accumulating: accumulating, epilogue: epilogue,
      blockTiles: blockTiles(threads: pool.threads), workspace: workspace, on: pool
    ) { block in
      // A task is some points in a row, since one prefetches the filter of the next.
      let tasks = min(points, 4 * pool.threads)
      pool.run(tasks) { task, _ in
        for point in points * task / tasks..<points * (task + 1) / tasks {
          multiply(block, u, point)
        }
      }
    } alone: { block, _ in
      for point in 0..<points { multiply(block, u, point) }
    }
  }

  private func multiply(_ block: WinogradBlock, _ u: Filter, _ point: Int) {
    let v = block.input(point)
    PanelProduct(
      width: v.rows, weights: u.base + point * plane, panelWidth: Self.panelWidth,
      depth: inputChannels, following: point + 1 < points ? u.base + (point + 1) * plane : nil
    ).run(
      [PanelProduct.Part(rowsOf: v)], rows: 0..<v.rows, to: block.output(point), epilogue: .none)
  }
}
