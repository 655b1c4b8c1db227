import Glibc

/// RoIAlign over a pyramid: the mean of bilinear samples in each cell of a grid over each region.
///
/// Regions are boxes (left, top, right, bottom) in pixels of the image. The level of a box is
/// `⌊log₂(√(width·height) / 56 + 10⁻⁶)⌋`, clamped to the levels; coordinates are shifted by half a
/// pixel; a cell takes ⌈cell size⌉ samples along each axis. This is RoIAlign of mmdetection 2.10
/// with `aligned=True` and `sampling_ratio=0`.
package struct RoIAlignKernel: Sendable {
  /// Height and width of the grid.
  package let size: Int
  /// Pixels of the image per position, by level.
  package let strides: [Int]

  package init(size: Int, strides: [Int]) {
    self.size = size
    self.strides = strides
  }

  /// A box on the image.
  package struct Box: Hashable, Sendable {
    package let left: Float
    package let top: Float
    package let right: Float
    package let bottom: Float

    package init(left: Float, top: Float, right: Float, bottom: Float) {
      self.left = left
      self.top = top
      self.right = right
      self.bottom = bottom
    }
  }

  /// The side of a box at which the first level ends.
  private static let finestScale: Float = 56

  /// The level from which a box is read.
  package func level(of box: Box) -> Int {
    let area = (box.right - box.left) * (box.bottom - box.top)
    let level = log2f(sqrtf(max(area, 0)) / Self.finestScale + 1e-6)
    return max(0, min(strides.count - 1, level.isFinite ? Int(level.rounded(.down)) : 0))
  }

  /// Samples `boxes` of every image: y has N·boxes×size×size pixels.
  package func forward(
    _ levels: [FeatureMap], boxes: [Box], to y: FeatureMap, on pool: WorkerPool
  ) {
    pool.run(y.batch) { region, _ in
      let (image, box) = region.quotientAndRemainder(dividingBy: boxes.count)
      let level = level(of: boxes[box])
      let (x, grid) = (levels[level].image(image), y.image(region))
      for cell in 0..<grid.rows { Vectors.clear(grid.row(cell), count: grid.channels) }
      forEachSample(of: boxes[box], x.height, x.width, scale: 1 / Float(strides[level])) {
        cell, pixel, weight in
        Vectors.add(
          x.row(pixel), times: weight, to: grid.row(cell), count: x.channels, accumulating: true)
      }
    }
  }

  /// Adds the gradients of all regions to those of the levels that want one.
  ///
  /// Regions overlap, so each thread takes its own channels.
  package func backward(
    _ dy: FeatureMap, boxes: [Box], to levels: [FeatureMap?], on pool: WorkerPool
  ) {
    pool.split(dy.channels, grain: 16) { channels, _ in
      let slice = dy.slice(channels.lowerBound, count: channels.count)
      for region in 0..<dy.batch {
        let (image, box) = region.quotientAndRemainder(dividingBy: boxes.count)
        let level = level(of: boxes[box])
        guard let whole = levels[level] else { continue }
        let dx = whole.slice(channels.lowerBound, count: channels.count).image(image)
        let grid = slice.image(region)
        forEachSample(of: boxes[box], dx.height, dx.width, scale: 1 / Float(strides[level])) {
          cell, pixel, weight in
          Vectors.add(
            grid.row(cell), times: weight, to: dx.row(pixel), count: dx.channels,
            accumulating: true)
        }
      }
    }
  }

  /// Calls `body` for each cell of a box with its pixels and their weights.
  @inline(__always)
  private func forEachSample(
    of box: Box, _ height: Int, _ width: Int, scale: Float,
    _ body: (_ cell: Int, _ pixel: Int, _ weight: Float) -> Void
  ) {
    let (left, top) = (box.left * scale - 0.5, box.top * scale - 0.5)
    let cellWidth = (box.right - box.left) * scale / Float(size)
    let cellHeight = (box.bottom - box.top) * scale / Float(size)
    let (columns, rows) = (Int(cellWidth.rounded(.up)), Int(cellHeight.rounded(.up)))
    let weight = 1 / Float(max(1, columns * rows))
    for cell in 0..<size * size {
      let (row, column) = cell.quotientAndRemainder(dividingBy: size)
      for sample in 0..<columns * rows {
        let (down, right) = sample.quotientAndRemainder(dividingBy: columns)
        let y = top + (Float(row) + (Float(down) + 0.5) / Float(rows)) * cellHeight
        let x = left + (Float(column) + (Float(right) + 0.5) / Float(columns)) * cellWidth
        Self.forEachNeighbor(y, x, height, width) { body(cell, $0, $1 * weight) }
      }
    }
  }

  /// The pixels around a point with their bilinear weights; none for points more than a pixel
  /// outside.
  @inline(__always)
  static func forEachNeighbor(
    _ y: Float, _ x: Float, _ height: Int, _ width: Int,
    _ body: (_ pixel: Int, _ weight: Float) -> Void
  ) {
    guard let vertical = neighbors(y, count: height),
      let horizontal = neighbors(x, count: width)
    else { return }
    for (top, down) in [(vertical.low, 1 - vertical.fraction), (vertical.high, vertical.fraction)] {
      for (left, right) in [
        (horizontal.low, 1 - horizontal.fraction), (horizontal.high, horizontal.fraction),
      ] where down * right != 0 {
        body(top * width + left, down * right)
      }
    }
  }

  private static func neighbors(
    _ position: Float, count: Int
  ) -> (low: Int, high: Int, fraction: Float)? {
    if position < -1 || position > Float(count) { return nil }
    let inside = max(position, 0)
    let low = min(Int(inside), count - 1)
    return low == count - 1 ? (low, low, 0) : (low, low + 1, inside - Float(low))
  }
}
