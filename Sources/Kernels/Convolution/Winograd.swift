import CRLAVectors

/// 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3): 36 products of
/// transformed tiles instead of 144 multiplications per output of four by four.
///
/// Lavin and Gray 2015, arXiv 1509.09308. x: N×H×W×I in parts along the channels; filter: 9·I×O in
/// panels; y: N×H'×W'×O. Transformed: v is 36×tiles×I, u is 36·I×O in panels, m is 36×tiles×O.
package struct WinogradConvolution: ConvolutionKernel {
  package let geometry: ConvolutionGeometry
  package let batch: Int
  package let inputChannels: Int
  package let outputChannels: Int
  /// How products are passed to the library; nil for the style of the pool.
  private let style: ProductStyle?

  private static let points = 36
  private static let side = 4

  package init(
    _ geometry: ConvolutionGeometry, batch: Int, inputChannels: Int, outputChannels: Int,
    style: ProductStyle? = nil
  ) {
    precondition(geometry.isDenseThreeByThree, "Winograd's transforms are for 3x3 and stride 1.")
    self.geometry = geometry
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.style = style
  }

  private var tileRows: Int { (geometry.vertical.output + Self.side - 1) / Self.side }
  private var tileColumns: Int { (geometry.horizontal.output + Self.side - 1) / Self.side }
  /// Tiles of the whole batch.
  package var tiles: Int { batch * tileRows * tileColumns }

  /// Whether there are enough tiles to pay for the larger filter, which is read once per pass.
  package var pays: Bool { tiles >= 16 }

  package var name: String { "Winograd F(4x4, 3x3)\(style?.suffix ?? "")" }

  package var multiplyAddsInLibrary: Int { Self.points * tiles * inputChannels * outputChannels }

  /// 144 for each tile less 36; tiles that stick out at the edges save less, or cost more.
  package var savedMultiplyAdds: Int {
    let pixels = batch * geometry.vertical.output * geometry.horizontal.output
    return (9 * pixels - Self.points * tiles) * inputChannels * outputChannels
  }

  package var transformedCount: Int { Self.points * inputChannels * outputChannels }

  /// Tiles that one thread takes through all three phases within its cache.
  private func blockTiles(threads: Int) -> Int {
    let width = Self.points * (inputChannels + outputChannels)
    let fitting = max(16, min(64, 262_144 / width))
    return max(1, min(fitting, (tiles + threads - 1) / threads))
  }

  private func runsInBlocks(threads: Int) -> Bool { tiles >= 16 * threads }

  private func blockCount(_ tiles: Int) -> Int {
    Self.points * tiles * (inputChannels + outputChannels)
  }

  private var gradientTiles: Int { min(tiles, 256) }

  /// In training, the transformed filter of the forward pass is also stored here.
  package func scratch(threads: Int, trains: Bool) -> Int {
    let forward = forwardScratch(threads: threads)
    return trains ? max(transformedCount + forward, backwardScratch(threads: threads)) : forward
  }

  /// Scratch values of the forward pass with a filter that is already transformed.
  private func forwardScratch(threads: Int) -> Int {
    inputChannels
      + (runsInBlocks(threads: threads)
        ? threads * blockCount(blockTiles(threads: threads)) : blockCount(tiles))
  }

  /// Scratch values of both gradients.
  private func backwardScratch(threads: Int) -> Int {
    let filter =
      max(inputChannels, outputChannels) + blockCount(gradientTiles) + transformedCount
    let input =
      transposed.forwardScratch(threads: threads) + transformedCount + threads * Self.rotatedCount
    return max(filter, input)
  }

  private var transposed: WinogradConvolution {
    WinogradConvolution(
      geometry.transposed(), batch: batch, inputChannels: outputChannels,
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
    var workspace = workspace
    let zeros = workspace.take(inputChannels)
    Vectors.clear(zeros, count: inputChannels)
    guard runsInBlocks(threads: pool.threads) else {
      let memory = workspace.take(blockCount(tiles))
      let block = TileBlock(self, 0..<tiles, memory)
      pool.split(tiles, grain: 1) { range, _ in block.transform(parts, range, zeros: zeros) }
      pool.run(Self.points) { point, thread in
        block.multiply(u, point, pool.products(thread, style: style))
      }
      pool.split(tiles, grain: 1) { range, _ in block.finish(range, outputs, accumulating, epilogue)
      }
      return
    }
    let size = blockTiles(threads: pool.threads)
    let memory = workspace.take(pool.threads * blockCount(size))
    pool.run((tiles + size - 1) / size) { task, thread in
      let range = task * size..<min((task + 1) * size, tiles)
      let block = TileBlock(self, range, memory + thread * blockCount(size))
      block.transform(parts, range, zeros: zeros)
      for point in 0..<Self.points { block.multiply(u, point, pool.products(thread, style: style)) }
      block.finish(range, outputs, accumulating, epilogue)
    }
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

  /// `dw (+)= Gᵀ·(Σ over tiles of (Bᵀ·x·B) ⊙ (A·dy·Aᵀ))·G`.
  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let zeros = workspace.take(max(inputChannels, outputChannels))
    Vectors.clear(zeros, count: max(inputChannels, outputChannels))
    let memory = workspace.take(blockCount(gradientTiles))
    let sums = Filter(workspace.take(transformedCount), panelWidth: gradient.panelWidth)
    for range in (0..<tiles).chunks(of: gradientTiles) {
      let block = TileBlock(self, range, memory)
      pool.split(range.count, grain: 1) { tiles, _ in
        let some = tiles.shifted(by: range.lowerBound)
        block.transform(parts, some, zeros: zeros)
        block.transformGradient(dy, some, zeros: zeros)
      }
      pool.run(Self.points) { point, thread in
        pool.products(thread, style: style).multiply(
          transposed: block.input(point), block.output(point),
          to: points(sums, point, 0..<inputChannels), columns: 0..<outputChannels,
          accumulating: range.lowerBound > 0)
      }
    }
    pool.split(inputChannels, grain: max(1, 2048 / outputChannels)) { rows, _ in
      points(sums, 0, rows).strips(0..<outputChannels, most: .max) { source, columns in
        let target = taps(gradient, 0, rows).strip(columns)
        let (stride, count) = (inputChannels * source.columns, rows.count * source.columns)
        vec_winograd_filter_gradient(
          source.base, stride, count, target.base, stride, accumulating ? 1 : 0)
      }
    }
  }

  // MARK: - Tiles

  /// Some tiles in transformed form.
  private struct TileBlock {
    let convolution: WinogradConvolution
    let tiles: Range<Int>
    let memory: UnsafeMutablePointer<Float>

    init(
      _ convolution: WinogradConvolution, _ tiles: Range<Int>,
      _ memory: UnsafeMutablePointer<Float>
    ) {
      self.convolution = convolution
      self.tiles = tiles
      self.memory = memory
    }

    func input(_ point: Int) -> Matrix {
      let channels = convolution.inputChannels
      return Matrix(
        base: memory + point * tiles.count * channels, rows: tiles.count, columns: channels,
        stride: channels)
    }

    func output(_ point: Int) -> Matrix {
      let channels = convolution.outputChannels
      let base = memory + points * tiles.count * convolution.inputChannels
      return Matrix(
        base: base + point * tiles.count * channels, rows: tiles.count, columns: channels,
        stride: channels)
    }

    func multiply(_ u: Filter, _ point: Int, _ products: Products) {
      products.multiply(
        input(point), convolution.points(u, point, 0..<convolution.inputChannels),
        columns: 0..<convolution.outputChannels, to: output(point), accumulating: false)
    }

    /// The image of a tile and its first output pixel.
    private func place(_ tile: Int) -> (image: Int, y: Int, x: Int) {
      let (image, rest) = tile.quotientAndRemainder(
        dividingBy: convolution.tileRows * convolution.tileColumns)
      let (row, column) = rest.quotientAndRemainder(dividingBy: convolution.tileColumns)
      return (image, row * side, column * side)
    }

    func transform(_ parts: [FeatureMap], _ range: Range<Int>, zeros: UnsafePointer<Float>) {
      let (v, h) = (convolution.geometry.vertical, convolution.geometry.horizontal)
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: 36) { pixels in
        pixels.initialize(repeating: nil)
        for tile in range {
          let (image, y, x) = place(tile)
          var target = input(0).rows(tile - tiles.lowerBound..<tile - tiles.lowerBound + 1).base
          for part in parts {
            for index in 0..<36 {
              let (row, column) = (y + index / 6 - v.padding, x + index % 6 - h.padding)
              let isInside = row >= 0 && row < v.input && column >= 0 && column < h.input
              pixels[index] =
                isInside
                ? UnsafePointer(part.row((image * v.input + row) * h.input + column)) : zeros
            }
            vec_winograd_input(
              pixels.baseAddress, part.channels, target,
              tiles.count * convolution.inputChannels)
            target += part.channels
          }
        }
      }
    }

    func transformGradient(
      _ dy: FeatureMap, _ range: Range<Int>, zeros: UnsafePointer<Float>
    ) {
      let (v, h) = (convolution.geometry.vertical, convolution.geometry.horizontal)
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: 16) { pixels in
        pixels.initialize(repeating: nil)
        for tile in range {
          let (image, y, x) = place(tile)
          for index in 0..<16 {
            let (row, column) = (y + index / side, x + index % side)
            pixels[index] =
              row < v.output && column < h.output
              ? UnsafePointer(dy.row((image * v.output + row) * h.output + column)) : zeros
          }
          let target = output(0).rows(tile - tiles.lowerBound..<tile - tiles.lowerBound + 1).base
          vec_winograd_gradient(
            pixels.baseAddress, dy.channels, target, tiles.count * convolution.outputChannels)
        }
      }
    }

    /// Applies the inverse transform to products, and the epilogue to each line of a tile.
    func finish(
      _ range: Range<Int>, _ outputs: [FeatureMap], _ accumulating: [Bool], _ epilogue: Epilogue
    ) {
      let (v, h) = (convolution.geometry.vertical, convolution.geometry.horizontal)
      withUnsafeTemporaryAllocation(
        of: UnsafeMutablePointer<Float>?.self, capacity: 16
      ) { pixels in
        pixels.initialize(repeating: nil)
        for tile in range {
          let (image, y, x) = place(tile)
          var source = output(0).rows(tile - tiles.lowerBound..<tile - tiles.lowerBound + 1).base
          let rows = y..<min(y + side, v.output)
          let columns = x..<min(x + side, h.output)
          for (map, accumulates) in zip(outputs, accumulating) {
            for index in 0..<16 {
              let (row, column) = (y + index / side, x + index % side)
              pixels[index] =
                row < v.output && column < h.output
                ? map.row((image * v.output + row) * h.output + column) : nil
            }
            vec_winograd_output(
              source, tiles.count * convolution.outputChannels, map.channels,
              pixels.baseAddress, accumulates ? 1 : 0)
            source += map.channels
            if epilogue.isIdentity { continue }
            for row in rows {
              let line = (image * v.output + row) * h.output
              epilogue.apply(
                inPlace: map, rows: columns.shifted(by: line), channels: 0..<map.channels)
            }
          }
        }
      }
    }
  }
}
