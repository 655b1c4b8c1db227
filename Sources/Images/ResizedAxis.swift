/// One axis of an image that is resized as Pillow does it: bilinear, with a filter that widens where
/// the image shrinks, and whole numbers of 22 bits as weights.
package struct ResizedAxis: Hashable, Sendable {
  /// The pixels that are resized; those outside are not seen.
  let source: Range<Int>
  /// By kept pixel, the first pixel that it reads.
  let starts: [Int]
  /// By kept pixel, how many it reads.
  let counts: [Int]
  /// By kept pixel, `stride` weights of which the first `counts` are used.
  let weights: [Int32]
  let stride: Int
  /// Whether the size stays, so that kept pixels are copies.
  package let isCopied: Bool
  /// The pixels that any kept one reads.
  package let read: Range<Int>

  static let fractionBits = 22

  /// - Parameters:
  ///   - source: The pixels that are resized.
  ///   - size: To how many.
  ///   - kept: Which of these are wanted; at least one.
  package init(source: Range<Int>, size: Int, kept: Range<Int>) {
    precondition(!kept.isEmpty && kept.lowerBound >= 0 && kept.upperBound <= size)
    self.source = source
    isCopied = size == source.count
    let scale = Double(source.count) / Double(size)
    let reach = max(scale, 1)
    stride = isCopied ? 1 : Int(reach.rounded(.up)) * 2 + 1
    var (starts, counts): ([Int], [Int]) = ([], [])
    var weights = [Int32](repeating: 0, count: kept.count * stride)
    for (place, output) in kept.enumerated() {
      if isCopied {
        starts.append(source.lowerBound + output)
        counts.append(1)
        continue
      }
      let center = (Double(output) + 0.5) * scale
      let from = max(Int(center - reach + 0.5), 0)
      let to = min(Int(center + reach + 0.5), source.count)
      Self.fill(&weights, at: place * stride, from..<to, center, reach)
      starts.append(source.lowerBound + from)
      counts.append(to - from)
    }
    read = starts[0]..<(starts[kept.count - 1] + counts[kept.count - 1])
    (self.starts, self.counts, self.weights) = (starts, counts, weights)
  }

  /// The weights of the pixels that one kept pixel reads.
  private static func fill(
    _ weights: inout [Int32], at first: Int, _ pixels: Range<Int>, _ center: Double,
    _ reach: Double
  ) {
    // Pillow multiplies by the reciprocal, which rounds otherwise than a division.
    let inverse = 1 / reach
    let shares = pixels.map { pixel in
      max(0, 1 - abs((Double(pixel) - center + 0.5) * inverse))
    }
    let sum = shares.reduce(0, +)
    for (index, share) in shares.enumerated() {
      let normal = sum == 0 ? share : share * (1 / sum)
      weights[first + index] = Int32(0.5 + normal * Double(1 << fractionBits))
    }
  }
}
