import Foundation

/// The times of repeated runs.
public struct Samples: Sendable {
  public let values: [Double]
  private let sorted: [Double]

  /// - Parameter values: At least one time.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "Statistics need a sample.")
    self.values = values
    sorted = values.sorted()
  }

  public var median: Double { quantile(0.5) }
  public var minimum: Double { sorted[0] }

  /// The value below which the given share of samples lies, interpolated between neighbors.
  public func quantile(_ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
  }

  /// The standard deviation (with n − 1) over the mean; nil for a single sample.
  public var variation: Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot() / mean
  }

  /// The median and its 95 % confidence interval by ranks, which assumes nothing about the
  /// distribution.
  public var medianInterval: ClosedRange<Double> {
    let half = 1.96 * Double(sorted.count).squareRoot() / 2
    let middle = Double(sorted.count - 1) / 2
    let lower = max(0, Int((middle - half).rounded(.down)))
    let upper = min(sorted.count - 1, Int((middle + half).rounded(.up)))
    return sorted[lower]...sorted[upper]
  }
}

/// Where time comes from; tests bring their own.
public protocol MillisecondClock {
  /// Milliseconds since some fixed moment.
  func now() -> Double
}

/// The monotonic clock of the system.
public struct SystemClock: MillisecondClock {
  public init() {}

  public func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) * 1e-6
  }
}
