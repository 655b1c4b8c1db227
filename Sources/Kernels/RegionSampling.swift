import CVectors
import Glibc

/// RoIAlign over a pyramid: the mean of bilinear samples in each cell of a grid over each region.
///
/// Regions are boxes (left, top, right, bottom) in pixels of the image. The level of a box is
/// `⌊log₂(√(width·height) / 56 + 10⁻⁶)⌋`, clamped to the levels; coordinates are shifted by half a
/// pixel; a cell takes ⌈cell size⌉ samples along each axis. As mmdetection 2.10 has it, with
/// `aligned=True` and `sampling_ratio=0`.
public struct RegionSampling: Sendable {
  /// Height and width of the grid.
  public let size: Int
  /// Pixels of the image per position, by level.
  public let strides: [Int]

  public init(size: Int, strides: [Int]) {
    self.size = size
    self.strides = strides
  }

  /// A box on the image.
  public struct Box: Hashable, Sendable {
    public let left: Float
    public let top: Float
    public let right: Float
    public let bottom: Float

    public init(left: Float, top: Float, right: Float, bottom: Float) {
      self.left = left
      self.top = top
      self.right = right
      self.bottom = bottom
    }
  }

  /// The side of a box at which the first level ends.
  private static let finestScale: Float = 56

  /// The level that a box is read from.
  public func level(of box: Box) -> Int {
    let area = (box.right - box.left) * (box.bottom - box.top)
    let level = log2f(sqrtf(max(area, 0)) / Self.finestScale + 1e-6)
    return max(0, min(strides.count - 1, level.isFinite ? Int(level.rounded(.down)) : 0))
  }

  /// Samples `boxes` of every image: y has images·boxes×size×size pixels.
  public func forward(
    _ levels: [FeatureMap], boxes: [Box], to y: FeatureMap, on pool: WorkerPool
  ) {
    pool.run(y.images) { region, _ in
      let (image, box) = region.quotientAndRemainder(dividingBy: boxes.count)
      let level = level(of: boxes[box])
      sample(
        boxes[box], levels[level].image(image), scale: 1 / Float(strides[level]),
        to: y.image(region))
    }
  }

  private func sample(_ box: Box, _ x: FeatureMap, scale: Float, to y: FeatureMap) {
    let (left, top) = (box.left * scale - 0.5, box.top * scale - 0.5)
    let cellWidth = (box.right - box.left) * scale / Float(size)
    let cellHeight = (box.bottom - box.top) * scale / Float(size)
    let (columns, rows) = (Int(cellWidth.rounded(.up)), Int(cellHeight.rounded(.up)))
    let weight = 1 / Float(max(1, columns * rows))
    for cell in 0..<size * size {
      let (row, column) = cell.quotientAndRemainder(dividingBy: size)
      let target = y.row(cell)
      Vectors.clear(target, count: y.channels)
      for sample in 0..<columns * rows {
        let (down, right) = sample.quotientAndRemainder(dividingBy: columns)
        add(
          x, atRow: top + (Float(row) + (Float(down) + 0.5) / Float(rows)) * cellHeight,
          column: left + (Float(column) + (Float(right) + 0.5) / Float(columns)) * cellWidth,
          weight: weight, to: target)
      }
    }
  }

  /// Adds the bilinear value of `x` at a point; nothing for points more than a pixel outside.
  private func add(
    _ x: FeatureMap, atRow row: Float, column: Float, weight: Float,
    to target: UnsafeMutablePointer<Float>
  ) {
    guard let vertical = Self.neighbours(row, count: x.height),
      let horizontal = Self.neighbours(column, count: x.width)
    else { return }
    for (top, down) in [(vertical.low, 1 - vertical.fraction), (vertical.high, vertical.fraction)] {
      for (left, right) in [
        (horizontal.low, 1 - horizontal.fraction), (horizontal.high, horizontal.fraction),
      ] where down * right != 0 {
        vec_affine(
          1, x.channels, x.map(from: top * x.width + left), weight * down * right, 0,
          vec_map(base: target, stride: x.channels), 1)
      }
    }
  }

  private static func neighbours(
    _ position: Float, count: Int
  ) -> (low: Int, high: Int, fraction: Float)? {
    if position < -1 || position > Float(count) { return nil }
    let inside = max(position, 0)
    let low = min(Int(inside), count - 1)
    return low == count - 1 ? (low, low, 0) : (low, low + 1, inside - Float(low))
  }
}
