public import RLAFormats

/// A measurement and an earlier one of the same kind.
public struct BenchComparison: Hashable, Sendable {
  /// The new median over the old one.
  public let ratio: Double
  /// The ratio is in this range, from the 95 % intervals of both medians.
  public let interval: ClosedRange<Double>
  /// The conditions that differ, with their old and new values.
  public let differences: [Difference]

  public struct Difference: Hashable, Sendable {
    public let condition: String
    public let old: String
    public let new: String
  }

  public init(_ new: SavedBench, to old: SavedBench) {
    ratio = new.whole.median / old.whole.median
    let low = new.whole.low / old.whole.high
    interval = low...max(low, new.whole.high / old.whole.low)
    differences = zip(old.conditions, new.conditions).compactMap { old, new in
      old.value == new.value
        ? nil : Difference(condition: old.name, old: old.value, new: new.value)
    }
  }
}

extension SavedBench {
  fileprivate var conditions: [(name: String, value: String)] {
    [
      ("model", model), ("batch", "\(batch)"), ("size", "\(height)x\(width)"),
      ("threads", "\(threads)"), ("mode", mode),
    ]
  }
}
