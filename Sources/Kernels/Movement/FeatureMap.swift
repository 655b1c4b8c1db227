/// A batch of feature maps in memory, channels last: pixel p of image n has its channels at
/// `base + (n·depth·height·width + p)·stride`.
///
/// A slice of the channels is another view of the same memory: `base` moves, `stride` stays. Views
/// own nothing; the owner of the memory keeps it alive.
package struct FeatureMap: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let batch: Int
  /// 1 for all but volumes.
  package let depth: Int
  package let height: Int
  package let width: Int
  package let channels: Int
  /// The distance between two pixels in values, at least `channels`.
  package let stride: Int

  package init(
    _ base: UnsafeMutablePointer<Float>, batch: Int, depth: Int = 1, height: Int, width: Int,
    channels: Int, stride: Int? = nil
  ) {
    self.base = base
    self.batch = batch
    self.depth = depth
    self.height = height
    self.width = width
    self.channels = channels
    self.stride = stride ?? channels
  }

  /// Pixels of one image.
  package var area: Int { depth * height * width }

  /// Pixels of the whole batch.
  package var rows: Int { batch * area }

  /// The channels `start ..< start + count` of the same pixels.
  package func slice(_ start: Int, count: Int) -> FeatureMap {
    precondition(start >= 0 && count >= 0 && start + count <= channels, "No such channels.")
    return FeatureMap(
      base + start, batch: batch, depth: depth, height: height, width: width, channels: count,
      stride: stride)
  }

  /// The channels of a pixel, counted over the batch.
  package func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

  /// One image alone.
  func image(_ index: Int) -> FeatureMap {
    FeatureMap(
      base + index * area * stride, batch: 1, depth: depth, height: height, width: width,
      channels: channels, stride: stride)
  }

  /// Some pixels, counted over the batch, as one line.
  func line(_ pixels: Range<Int>) -> FeatureMap {
    FeatureMap(
      row(pixels.lowerBound), batch: 1, height: 1, width: pixels.count, channels: channels,
      stride: stride)
  }
}
