import Glibc

/// How often a network was right about the classes of images.
public struct ClassificationTally: Hashable, Sendable {
  /// The images of one class, or of all.
  public struct Count: Hashable, Sendable {
    public var images = 0
    /// Those whose class had the largest logit, and one of the five largest.
    public var top1 = 0
    public var top5 = 0
    /// The sum of the cross-entropies, natural logarithm.
    public var lossSum = 0.0

    public init() {}

    /// The mean cross-entropy; nil without images.
    public var loss: Double? { share(lossSum) }
    /// From 0 to 1; nil without images.
    public var top1Share: Double? { share(Double(top1)) }
    /// From 0 to 1; nil without images.
    public var top5Share: Double? { share(Double(top5)) }

    private func share(_ sum: Double) -> Double? { images == 0 ? nil : sum / Double(images) }
  }

  /// An image of one class taken for another.
  public struct Confusion: Hashable, Sendable {
    public let label: Int
    public let answer: Int
    public let count: Int
  }

  public private(set) var total = Count()
  /// By class.
  public private(set) var classes: [Count]
  /// Images for which a logit was not finite; they count as wrong.
  public private(set) var notFinite = 0
  private var wrong: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let label: Int
    let answer: Int
  }

  /// - Parameter classes: How many classes there are.
  public init(classes: Int) {
    self.classes = Array(repeating: Count(), count: classes)
  }

  /// Adds an image.
  ///
  /// - Parameters:
  ///   - logits: One for each class.
  ///   - label: The class of the image.
  public mutating func add(_ logits: some RandomAccessCollection<Float>, label: Int) {
    precondition(logits.count == classes.count, "There is one logit for each class.")
    let own = logits[logits.index(logits.startIndex, offsetBy: label)]
    var (largest, answer, isFinite) = (-Float.infinity, 0, true)
    for (index, logit) in logits.enumerated() {
      isFinite = isFinite && logit.isFinite
      if logit > largest { (largest, answer) = (logit, index) }
    }
    var count = Count()
    count.images = 1
    if isFinite, let rank = logits.rank(of: label) {
      let sum = logits.reduce(0.0) { $0 + exp(Double($1) - Double(largest)) }
      count.lossSum = log(sum) + Double(largest) - Double(own)
      count.top1 = rank == 0 ? 1 : 0
      count.top5 = rank < 5 ? 1 : 0
      if rank > 0 { wrong[Pair(label: label, answer: answer), default: 0] += 1 }
    } else {
      count.lossSum = .nan
      notFinite += 1
    }
    total.add(count)
    classes[label].add(count)
  }

  /// Whether there are five classes to choose from.
  public var hasTop5: Bool { classes.count >= 5 }

  /// The most frequent confusions, those of the same count in the order of classes.
  public func confusions(most: Int) -> [Confusion] {
    wrong.map { Confusion(label: $0.key.label, answer: $0.key.answer, count: $0.value) }
      .sorted { ($1.count, $0.label, $0.answer) < ($0.count, $1.label, $1.answer) }
      .prefix(most).map(\.self)
  }
}

extension ClassificationTally.Count {
  fileprivate mutating func add(_ other: Self) {
    images += other.images
    top1 += other.top1
    top5 += other.top5
    lossSum += other.lossSum
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
