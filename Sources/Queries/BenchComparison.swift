public import RLAFormats

/// A measurement and an earlier one.
public struct BenchComparison: Hashable, Sendable {
  /// The new median over the old one.
  public let ratio: Double
  /// The ratio is in this range, from the 95 % intervals of both medians.
  public let interval: ClosedRange<Double>
  public let conditions: BenchConditions
  /// The measurements that the load of the machine disturbed.
  public let disturbed: [Side]

  /// One of the two measurements.
  public enum Side: String, Hashable, Sendable {
    case old
    case new
  }

  /// What the ratio says.
  public enum Verdict: Hashable, Sendable {
    case slower
    case faster
    /// The interval holds 1: the difference is no larger than the noise.
    case noClearDifference
    /// The runs are unlike, so the ratio says nothing about one of their conditions.
    case none
  }

  public var verdict: Verdict {
    if !conditions.differences.isEmpty { return .none }
    if interval.lowerBound > 1 { return .slower }
    return interval.upperBound < 1 ? .faster : .noClearDifference
  }

  /// Whether the new median is larger than the old one by more than a factor, beyond the noise.
  public func exceeds(_ limit: Double) -> Bool { interval.lowerBound > limit }

  public init(_ new: SavedBench, to old: SavedBench) {
    ratio = new.whole.median / old.whole.median
    let low = new.whole.low / old.whole.high
    interval = low...max(low, new.whole.high / old.whole.low)
    conditions = BenchConditions(new.conditions, old.conditions)
    disturbed = [(Side.old, old), (.new, new)].filter { $0.1.isDisturbed == true }.map(\.0)
  }
}

/// What two measurements have in common, and what not.
public struct BenchConditions: Hashable, Sendable {
  /// The conditions that differ, with their old and new values.
  public let differences: [Difference]
  /// The conditions that one of the reports does not record.
  public let unknown: [String]

  public struct Difference: Hashable, Sendable {
    public let condition: String
    public let old: String
    public let new: String
  }

  public init(_ new: SavedBench.Conditions, _ old: SavedBench.Conditions) {
    var differences: [Difference] = []
    var unknown: [String] = []
    for (old, new) in zip(old.named, new.named) where old.value != new.value {
      guard let before = old.value, let after = new.value else {
        unknown.append(old.name)
        continue
      }
      differences.append(Difference(condition: old.name, old: before, new: after))
    }
    self.differences = differences
    self.unknown = unknown
  }
}

extension SavedBench.Conditions {
  /// Height and width of images, or the sizes of all inputs.
  private var sizeText: String? {
    if let height, let width { return "\(height)x\(width)" }
    return inputs?.map { input in
      "\(input.name) " + input.sizes.map(String.init).joined(separator: "x")
    }.joined(separator: ", ")
  }

  /// Every condition that may change a time, by name; nil where the report does not record it.
  fileprivate var named: [(name: String, value: String?)] {
    [
      ("model", model), ("parameters", parameters.map(String.init)),
      ("MACs", macs.map(String.init)), ("batch", "\(batch)"), ("size", sizeText),
      ("mode", mode), ("plan", plan), ("algorithm", algorithm),
      ("choice of algorithms", tuned.map { $0 ? "by measurement" : "by rule of thumb" }),
      ("products", products), ("dtype", dtype),
      ("caches", cold.map { $0 ? "cold" : "warm" }), ("threads", "\(threads)"),
      ("pinning", pinned.map { $0 ? "pinned" : "not pinned" }),
      ("processor", machine?.processor), ("cores", machine?.cores.map(String.init)),
      ("BLAS", machine?.blas), ("BLAS core", machine?.blasCore),
      ("vector instructions", machine?.loops), ("governor", machine?.governor),
    ]
  }
}
