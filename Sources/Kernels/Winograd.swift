import CVectors
import Glibc

/// 3x3 convolution with stride 1 by Winograd's minimal filtering F(4x4, 3x3): 36 products of
/// transformed tiles instead of 144 multiplications per output of four by four.
///
/// Lavin and Gray 2015, arXiv 1509.09308. x: images×H×W×I in pieces along the channels; filter:
/// 9×I×O; y: images×H'×W'×O. Transformed: v is 36×tiles×I, u is 36×I×O, m is 36×tiles×O.
public struct WinogradConvolution: Sendable {
  public let sliding: Sliding
  public let images: Int
  public let inputChannels: Int
  public let outputChannels: Int

  private static let points = 36
  private static let side = 4

  public init(_ sliding: Sliding, images: Int, inputChannels: Int, outputChannels: Int) {
    precondition(sliding.isDenseThreeByThree, "Winograd's transforms are for 3x3 and stride 1.")
    self.sliding = sliding
    self.images = images
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
  }

  private var tileRows: Int { (sliding.vertical.output + Self.side - 1) / Self.side }
  private var tileColumns: Int { (sliding.horizontal.output + Self.side - 1) / Self.side }
  /// Tiles of all images.
  public var tiles: Int { images * tileRows * tileColumns }

  /// Whether there are enough tiles to make up for the larger filter, which is read once per pass.
  public var pays: Bool { tiles >= 16 }

  /// Values of a transformed filter.
  public var filterCount: Int { Self.points * inputChannels * outputChannels }

  /// Tiles that one thread takes through all three phases while they stay in its cache.
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

  /// Scratch values of the forward pass with a filter that is transformed already.
  public func forwardScratch(threads: Int) -> Int {
    inputChannels
      + (runsInBlocks(threads: threads)
        ? threads * blockCount(blockTiles(threads: threads)) : blockCount(tiles))
  }

  /// Scratch values of both gradients.
  public func backwardScratch(threads: Int) -> Int {
    let filter = inputChannels + blockCount(gradientTiles) + filterCount
    let input =
      transposed.forwardScratch(threads: threads) + filterCount
      + 9 * inputChannels * outputChannels
    return max(filter, input)
  }

  private var transposed: WinogradConvolution {
    WinogradConvolution(
      sliding.transposed(), images: images, inputChannels: outputChannels,
      outputChannels: inputChannels)
  }

  // MARK: - Filter

  /// `u = G·w·Gᵀ` for every pair of channels.
  public func transformFilter(
    _ w: UnsafeMutablePointer<Float>, to u: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let plane = inputChannels * outputChannels
    pool.split(plane, grain: 2048) { range, _ in
      vec_winograd_filter(
        w + range.lowerBound, plane, range.count, u + range.lowerBound, plane)
    }
  }

  // MARK: - Forward

  public func forward(
    _ parts: [FeatureMap], transformedFilter u: UnsafeMutablePointer<Float>, to y: FeatureMap,
    epilogue: Epilogue, workspace: Workspace, on pool: WorkerPool
  ) {
    run(
      parts, u, filterIsTransposed: false, to: [y], accumulating: [false], epilogue: epilogue,
      workspace: workspace, on: pool)
  }

  /// Runs all three phases for the tiles of all images.
  ///
  /// The arguments:
  ///   - filterIsTransposed: Whether u is 36×O×I.
  ///   - outputs: The result in pieces along the channels.
  ///   - accumulating: By piece, whether the result is added to what is there.
  private func run(
    _ parts: [FeatureMap], _ u: UnsafeMutablePointer<Float>, filterIsTransposed: Bool,
    to outputs: [FeatureMap], accumulating: [Bool], epilogue: Epilogue, workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let zeros = workspace.take(inputChannels)
    Vectors.clear(zeros, count: inputChannels)
    guard runsInBlocks(threads: pool.threads) else {
      let memory = workspace.take(blockCount(tiles))
      let block = TileBlock(self, 0..<tiles, memory)
      pool.split(tiles, grain: 1) { range, _ in block.transform(parts, range, zeros: zeros) }
      pool.run(Self.points) { point, _ in block.multiply(u, point, filterIsTransposed) }
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
      for point in 0..<Self.points { block.multiply(u, point, filterIsTransposed) }
      block.finish(range, outputs, accumulating, epilogue)
    }
  }

  // MARK: - Backward

  /// `dx (+)=` the convolution of dy with the filter turned round.
  public func backwardInput(
    _ dy: FeatureMap, filter: UnsafeMutablePointer<Float>, to parts: [FeatureMap],
    accumulating: [Bool], workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let plane = inputChannels * outputChannels
    let turned = workspace.take(9 * plane)
    let u = workspace.take(filterCount)
    for tap in 0..<9 {
      memcpy(turned + (8 - tap) * plane, filter + tap * plane, plane * MemoryLayout<Float>.size)
    }
    transformFilter(turned, to: u, on: pool)
    transposed.run(
      [dy], u, filterIsTransposed: true, to: parts, accumulating: accumulating, epilogue: .none,
      workspace: workspace, on: pool)
  }

  /// `dw (+)= Gᵀ·(Σ over tiles of (Bᵀ·x·B) ⊙ (A·dy·Aᵀ))·G`.
  public func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: UnsafeMutablePointer<Float>,
    accumulating: Bool, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let zeros = workspace.take(max(inputChannels, outputChannels))
    Vectors.clear(zeros, count: max(inputChannels, outputChannels))
    let memory = workspace.take(blockCount(gradientTiles))
    let sums = workspace.take(filterCount)
    let plane = inputChannels * outputChannels
    for first in stride(from: 0, to: tiles, by: gradientTiles) {
      let range = first..<min(first + gradientTiles, tiles)
      let block = TileBlock(self, range, memory)
      pool.split(range.count, grain: 1) { piece, _ in
        let some = piece.shifted(by: first)
        block.transform(parts, some, zeros: zeros)
        block.transformGradient(dy, some, zeros: zeros)
      }
      pool.run(Self.points) { point, _ in
        Matrix(
          base: sums + point * plane, rows: inputChannels, columns: outputChannels,
          stride: outputChannels
        ).product(
          block.input(point), aTransposed: true, block.output(point), accumulating: first > 0)
      }
    }
    pool.split(plane, grain: 2048) { range, _ in
      let start = range.lowerBound
      vec_winograd_filter_gradient(
        sums + start, plane, range.count, gradient + start, plane, accumulating ? 1 : 0)
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

    func multiply(_ u: UnsafeMutablePointer<Float>, _ point: Int, _ isTransposed: Bool) {
      let (inputs, outputs) = (convolution.inputChannels, convolution.outputChannels)
      let filter = Matrix(
        base: u + point * inputs * outputs, rows: isTransposed ? outputs : inputs,
        columns: isTransposed ? inputs : outputs, stride: isTransposed ? inputs : outputs)
      output(point).product(
        input(point), filter, bTransposed: isTransposed, accumulating: false)
    }

    /// The image of a tile and its first output pixel.
    private func place(_ tile: Int) -> (image: Int, y: Int, x: Int) {
      let (image, rest) = tile.quotientAndRemainder(
        dividingBy: convolution.tileRows * convolution.tileColumns)
      let (row, column) = rest.quotientAndRemainder(dividingBy: convolution.tileColumns)
      return (image, row * side, column * side)
    }

    func transform(_ parts: [FeatureMap], _ range: Range<Int>, zeros: UnsafePointer<Float>) {
      let (v, h) = (convolution.sliding.vertical, convolution.sliding.horizontal)
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
      let (v, h) = (convolution.sliding.vertical, convolution.sliding.horizontal)
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

    /// Transforms products back and applies the epilogue to each line of a tile.
    func finish(
      _ range: Range<Int>, _ outputs: [FeatureMap], _ accumulating: [Bool], _ epilogue: Epilogue
    ) {
      let (v, h) = (convolution.sliding.vertical, convolution.sliding.horizontal)
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
