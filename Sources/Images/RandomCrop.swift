import Glibc

/// The part of an image that RandomResizedCrop of torchvision takes.
package struct RandomCrop: Hashable, Sendable {
  package let columns: Range<Int>
  package let rows: Range<Int>

  /// Of the area of the image.
  private static let scale = 0.08...1.0
  /// Width by height.
  private static let ratio = 3.0 / 4...4.0 / 3
  private static let attempts = 10

  package init(columns: Range<Int>, rows: Range<Int>) {
    self.columns = columns
    self.rows = rows
  }

  /// Up to ten tries with a random area and ratio, else the middle of the image.
  package init(width: Int, height: Int, _ stream: inout RandomStream) {
    let logarithms = log(Self.ratio.lowerBound)...log(Self.ratio.upperBound)
    for _ in 0..<Self.attempts {
      let (scale, ratio) = (stream.uniform(Self.scale), stream.uniform(logarithms))
      let size = Self.size(width, height, scale: scale, logRatio: ratio)
      guard (1...width).contains(size.width), (1...height).contains(size.height) else { continue }
      let top = stream.whole(0...height - size.height)
      let left = stream.whole(0...width - size.width)
      self.init(columns: left..<left + size.width, rows: top..<top + size.height)
      return
    }
    self = Self.middle(width, height)
  }

  /// The size of a part with a share of the area; it may not fit.
  package static func size(
    _ width: Int, _ height: Int, scale: Double, logRatio: Double
  ) -> (width: Int, height: Int) {
    let area = Double(width * height) * scale
    let ratio = exp(logRatio)
    return (
      Int((area * ratio).squareRoot().rounded(.toNearestOrEven)),
      Int((area / ratio).squareRoot().rounded(.toNearestOrEven))
    )
  }

  /// The whole image, cut in the middle to the nearest ratio that is allowed.
  package static func middle(_ width: Int, _ height: Int) -> RandomCrop {
    let ratio = Double(width) / Double(height)
    var (kept, rows) = (width, height)
    if ratio < Self.ratio.lowerBound {
      rows = Int((Double(width) / Self.ratio.lowerBound).rounded(.toNearestOrEven))
    } else if ratio > Self.ratio.upperBound {
      kept = Int((Double(height) * Self.ratio.upperBound).rounded(.toNearestOrEven))
    }
    let (left, top) = ((width - kept) / 2, (height - rows) / 2)
    return RandomCrop(columns: left..<left + kept, rows: top..<top + rows)
  }
}
