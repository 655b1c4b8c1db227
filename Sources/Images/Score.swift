/// How well a network did on some images: sums, from which averages follow.
public struct Score: Hashable, Sendable {
  public var images = 0
  /// The sum of the cross-entropies, natural logarithm.
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
      count(logits[image * classes..<(image + 1) * classes].rank(of: label))
    }
  }

  /// Counts an answer by how many classes stand before the right one; nil for none.
  mutating func count(_ rank: Int?) {
    guard let rank else { return }
    if rank < 1 { top1 += 1 }
    if rank < 5 { top5 += 1 }
  }

  public static func += (total: inout Score, other: Score) {
    total.images += other.images
    total.lossSum += other.lossSum
    total.top1 += other.top1
    total.top5 += other.top5
  }

  /// The mean cross-entropy of an image; nil without images.
  public var loss: Double? { share(lossSum) }
  /// From 0 to 1; nil without images.
  public var top1Share: Double? { share(Double(top1)) }
  /// From 0 to 1; nil without images.
  public var top5Share: Double? { share(Double(top5)) }

  private func share(_ sum: Double) -> Double? { images > 0 ? sum / Double(images) : nil }

  /// Percent, as 32-bit numbers like those of the published scripts; 0 without images.
  public var accuracy1: Float { percent(top1) }
  public var accuracy5: Float { percent(top5) }

  private func percent(_ count: Int) -> Float {
    images > 0 ? Float(100 * Double(count) / Double(images)) : 0
  }
}

extension RandomAccessCollection<Float> {
  /// How many classes stand before one by their logits; of equal ones, those with smaller numbers do.
  ///
  /// - Parameter label: The class, a place in the collection.
  /// - Returns: 0 for the class that is answered; nil where its logit is not a number.
  package func rank(of label: Int) -> Int? {
    let own = self[index(startIndex, offsetBy: label)]
    if own.isNaN { return nil }
    return enumerated().reduce(0) { count, logit in
      // What is not a number stands before all others.
      let isBefore = !(logit.element <= own) || logit.element == own && logit.offset < label
      return count + (isBefore ? 1 : 0)
    }
  }
}
