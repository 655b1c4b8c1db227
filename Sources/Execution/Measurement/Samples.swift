/// The times of repeated runs.
public struct Samples: Sendable {
  public let values: [Duration]
  private let sorted: [Duration]

  /// - Parameter values: At least one time.
  public init(_ values: [Duration]) {
    precondition(!values.isEmpty, "Statistics need a sample.")
    self.values = values
    sorted = values.sorted()
  }

  public var median: Duration { quantile(0.5) }
  public var minimum: Duration { sorted[0] }

  /// The value below which the given share of samples lies, interpolated between neighbors.
  public func quantile(_ share: Double) -> Duration {
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
  }

  /// The standard deviation (with n − 1) over the mean; nil for a single sample.
  public var variation: Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(.zero, +) / values.count
    let squares = values.map { ($0 - mean) / mean }.reduce(0) { $0 + $1 * $1 }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The median and its 95 % confidence interval by ranks, which assumes nothing about the
  /// distribution.
  public var medianInterval: ClosedRange<Duration> {
    let half = 1.96 * Double(sorted.count).squareRoot() / 2
    let middle = Double(sorted.count - 1) / 2
    let lower = max(0, Int((middle - half).rounded(.down)))
    let upper = min(sorted.count - 1, Int((middle + half).rounded(.up)))
    return sorted[lower]...sorted[upper]
  }
}
