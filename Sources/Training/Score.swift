import RLAImages

/// How well a network did on some images: sums, from which the averages of an epoch follow.
public struct Score: Hashable, Sendable {
  public var images = 0
  /// Natural logarithm, summed over images.
  public var lossSum = 0.0
  /// Images whose class had the largest logit, and one of the five largest.
  public var top1 = 0
  public var top5 = 0

  public init() {}

  public init(images: Int, lossSum: Double, top1: Int, top5: Int) {
    self.images = images
    self.lossSum = lossSum
    self.top1 = top1
    self.top5 = top5
  }

  /// - Parameters:
  ///   - logits: N×classes, row-major.
  ///   - labels: N.
  ///   - loss: The mean cross-entropy.
  package init(logits: [Float], labels: [Int], loss: Double) {
    images = labels.count
    lossSum = loss * Double(labels.count)
    let classes = labels.isEmpty ? 0 : logits.count / labels.count
    for (image, label) in labels.enumerated() {
      let row = logits[image * classes..<(image + 1) * classes]
      guard let place = row.rank(of: label) else { continue }
      if place < 1 { top1 += 1 }
      if place < 5 { top5 += 1 }
    }
  }

  public static func += (total: inout Score, other: Score) {
    total.images += other.images
    total.lossSum += other.lossSum
    total.top1 += other.top1
    total.top5 += other.top5
  }

  /// The mean loss of an image; nil without images.
  public var loss: Double? { images > 0 ? lossSum / Double(images) : nil }

  /// Percent, as 32-bit numbers like those of the published scripts.
  public var accuracy1: Float { percent(top1) }
  public var accuracy5: Float { percent(top5) }

  private func percent(_ count: Int) -> Float {
    images > 0 ? Float(100 * Double(count) / Double(images)) : 0
  }
}
