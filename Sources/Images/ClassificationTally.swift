import Glibc

/// How often a network was right about the classes of images.
public struct ClassificationTally: Hashable, Sendable {
  /// An image of one class taken for another.
  public struct Confusion: Hashable, Sendable {
    public let label: Int
    public let answer: Int
    public let count: Int
  }

  public private(set) var total = Score()
  /// By class.
  public private(set) var classes: [Score]
  /// Images for which a logit was not finite; they count as wrong.
  public private(set) var notFinite = 0
  private var wrong: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let label: Int
    let answer: Int
  }

  /// - Parameter classes: How many classes there are.
  public init(classes: Int) {
    self.classes = Array(repeating: Score(), count: classes)
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
    var score = Score()
    score.images = 1
    if isFinite, let rank = logits.rank(of: label) {
      let sum = logits.reduce(0.0) { $0 + exp(Double($1) - Double(largest)) }
      score.lossSum = log(sum) + Double(largest) - Double(own)
      score.count(rank)
      if rank > 0 { wrong[Pair(label: label, answer: answer), default: 0] += 1 }
    } else {
      score.lossSum = .nan
      notFinite += 1
    }
    total += score
    classes[label] += score
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
