import Glibc

/// The times of repeated runs.
public struct Samples: Hashable, Sendable {
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

  /// An interval that holds the median of all possible runs, by ranks: it assumes that the runs are
  /// independent, and nothing about their distribution.
  ///
  /// It is the narrowest pair of equally far ranks with at least 95 % by the binomial distribution;
  /// fewer than six runs do not reach that, and give the range of all.
  public var medianInterval: ClosedRange<Duration> {
    let rank = max(1, intervalRank.rank)
    return sorted[rank - 1]...sorted[sorted.count - rank]
  }

  /// How likely `medianInterval` holds the median: at least 0.95, or what so few runs give.
  public var medianConfidence: Double {
    max(0, 1 - 2 * intervalRank.below)
  }

  /// The rank, from 1, at which the interval begins, and the probability of a median below it; rank
  /// 0 where even the smallest value is too likely above the median.
  private var intervalRank: (rank: Int, below: Double) {
    let count = sorted.count
    // The probabilities of a binomial distribution with p = 1/2, from their logarithms.
    var logarithm = -Double(count) * log(2)
    var below = 0.0
    for rank in 0...count / 2 {
      let next = below + exp(logarithm)
      if next > 0.025 { return rank == 0 ? (0, next) : (rank, below) }
      below = next
      logarithm += log(Double(count - rank) / Double(rank + 1))
    }
    return (count / 2, below)
  }
}
