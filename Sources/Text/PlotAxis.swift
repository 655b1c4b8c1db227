import Glibc

/// An axis of a plot: where its values stand and what is marked on it.
///
/// A linear axis starts at 0 where the smallest value is below half of the largest; above it starts
/// at a round number, because the differences would vanish. A logarithmic one starts and ends at the
/// nearest marks.
package struct PlotAxis: Hashable, Sendable {
  package let isLogarithmic: Bool
  /// The numbers that are marked, ascending.
  package let marks: [Double]
  package let labels: [String]

  /// - Parameters:
  ///   - values: What the axis shows; above 0 where it is logarithmic.
  ///   - count: How many intervals are wanted.
  ///   - isLogarithmic: Whether equal ratios have equal room.
  package init(_ values: [Double], count: Int, isLogarithmic: Bool = false) {
    self.isLogarithmic = isLogarithmic
    let low = values.min() ?? (isLogarithmic ? 1 : 0)
    let high = values.max() ?? (isLogarithmic ? 10 : 1)
    precondition(!isLogarithmic || low > 0, "A logarithm needs a number above 0.")
    if isLogarithmic {
      marks = Self.logarithmicMarks(low, high)
      labels = marks.map(Self.label)
      return
    }
    let start = low > 0 && low < high / 2 ? 0 : low
    let areWhole = values.allSatisfy { $0 == $0.rounded() }
    let ticks = Ticks(covering: start...high, count: count, areWhole: areWhole)
    marks = ticks.values
    labels = ticks.labels
  }

  /// Where a value stands, from 0 at the start of the axis to 1 at its end.
  package func position(_ value: Double) -> Double {
    guard let low = marks.first, let high = marks.last else { return 0 }
    if isLogarithmic { return log(value / low) / log(high / low) }
    return (value - low) / (high - low)
  }

  /// Digits of the marks of a decade, for ranges up to so many decades.
  private static let digits: [(decades: Double, digits: [Double])] = [
    (0.9, [1, 1.5, 2, 3, 4, 5, 6, 8]), (2.5, [1, 2, 5]), (.infinity, [1]),
  ]

  private static func logarithmicMarks(_ low: Double, _ high: Double) -> [Double] {
    let decades = log10(high / low)
    let digits = digits.first { decades <= $0.decades }?.digits ?? [1]
    let powers = Int(log10(low).rounded(.down)) - 1...Int(log10(high).rounded(.up)) + 1
    let marks = powers.flatMap { power in digits.map { $0 * pow(10, Double(power)) } }
    // Rounding must not drop a mark that a value stands on.
    let slack = 1e-9
    let first = marks.lastIndex { $0 <= low * (1 + slack) } ?? 0
    let last = marks.firstIndex { $0 >= high * (1 - slack) } ?? marks.count - 1
    return Array(marks[first...max(last, first + 1)])
  }

  private static func label(_ mark: Double) -> String {
    let power = Int(log10(mark * (1 + 1e-9)).rounded(.down))
    let leading = mark / pow(10, Double(power))
    let hasFraction = abs(leading - leading.rounded()) > 1e-6
    return PlotNumber.text(mark, max(0, (hasFraction ? 1 : 0) - power))
  }
}

/// Which axes of a plot are logarithmic.
package enum LogarithmicAxes: String, CaseIterable, Sendable {
  case x
  case y
  case xy

  package var hasX: Bool { self != .y }
  package var hasY: Bool { self != .x }
}
