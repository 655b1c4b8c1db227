import Glibc

/// An axis of a plot: where its values stand and what is marked on it.
///
/// A linear axis starts at 0 where the smallest value is below half of the largest; above it starts
/// at a round number, because the differences would vanish. A logarithmic one starts and ends at the
/// nearest marks.
package struct PlotAxis: Hashable, Sendable {
  package let isLogarithmic: Bool
  /// The numbers that are marked, ascending; at most two more than intervals were wanted.
  package let marks: [Double]
  package let labels: [String]
  /// The power of ten that the labels leave out; 0 where they are whole.
  package let exponent: Int
  private let start: Double
  private let end: Double

  /// - Parameters:
  ///   - values: What the axis shows, finite, and above 0 where it is logarithmic.
  ///   - count: How many intervals are wanted.
  ///   - isLogarithmic: Whether equal ratios have equal room.
  ///   - isExact: Whether it ends where the values do, as the steps of a run do, and not at a mark;
  ///     for linear axes.
  package init(
    _ values: [Double], count: Int, isLogarithmic: Bool = false, isExact: Bool = false
  ) {
    self.isLogarithmic = isLogarithmic
    let low = values.min() ?? (isLogarithmic ? 1 : 0)
    let high = values.max() ?? (isLogarithmic ? 10 : 1)
    precondition(!isLogarithmic || low > 0, "A logarithm needs a number above 0.")
    if isLogarithmic {
      let marks = Self.logarithmicMarks(low, high, count)
      (start, end) = (marks[0], marks[marks.count - 1])
      self.marks = marks
      labels = marks.map(Self.label)
      exponent = 0
      return
    }
    let first = low > 0 && low < high / 2 ? 0 : low
    let areWhole = values.allSatisfy { $0 == $0.rounded() }
    let ticks = Ticks(covering: first...high, count: count, areWhole: areWhole)
    let shown = ticks.values.indices.filter {
      !isExact || first == high || (first...high).contains(ticks.values[$0])
    }
    marks = shown.map { ticks.values[$0] }
    labels = shown.map { ticks.labels[$0] }
    let isCut = isExact && first < high
    start = isCut ? first : ticks.values[0]
    end = isCut ? high : ticks.values[ticks.values.count - 1]
    exponent = ticks.exponent
  }

  /// Where a value stands, from 0 at the start of the axis to 1 at its end.
  package func position(_ value: Double) -> Double {
    if isLogarithmic { return log(value / start) / log(end / start) }
    // Halves, since the difference of two numbers may be too large for a number.
    return (value / 2 - start / 2) / (end / 2 - start / 2)
  }

  /// What the axis shows, with what its labels leave out.
  package func label(_ text: String) -> String {
    if isLogarithmic { return "\(text), logarithmic" }
    return exponent == 0 ? text : "\(text), in \(PlotNumber.power(exponent))"
  }

  /// Digits of the marks of a decade, from the densest.
  private static let digits: [[Double]] = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1, 3], [1]]

  /// The densest marks of which there are not too many; every second decade and so on where even
  /// decades would be.
  private static func logarithmicMarks(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    for digits in digits {
      let marks = logarithmicMarks(low, high, digits, every: 1)
      if marks.count <= count + 2 { return marks }
    }
    var decades = 2
    while true {
      let marks = logarithmicMarks(low, high, [1], every: decades)
      if marks.count <= count + 2 { return marks }
      decades += 1
    }
  }

  private static func logarithmicMarks(
    _ low: Double, _ high: Double, _ digits: [Double], every decades: Int
  ) -> [Double] {
    let first = Int((log10(low) / Double(decades)).rounded(.down)) - 1
    let last = Int((log10(high) / Double(decades)).rounded(.up)) + 1
    let marks = (first...last).flatMap { step in
      digits.map { $0 * pow(10, Double(step * decades)) }
    }.filter { $0 > 0 && $0.isFinite }
    // Rounding must not drop a mark that a value stands on.
    let slack = 1e-9
    let start = marks.lastIndex { $0 <= low * (1 + slack) } ?? 0
    let end = marks.firstIndex { $0 >= high * (1 - slack) } ?? marks.count - 1
    return Array(marks[start...max(end, min(start + 1, marks.count - 1))])
  }

  /// Marks of more digits than this are written as powers of ten.
  private static let longest = 4

  private static func label(_ mark: Double) -> String {
    let power = Int(log10(mark * (1 + 1e-9)).rounded(.down))
    let leading = mark / pow(10, Double(power))
    let hasFraction = abs(leading - leading.rounded()) > 1e-6
    if abs(power) > longest {
      let digits = PlotNumber.text(leading, hasFraction ? 1 : 0)
      return (digits == "1" ? "" : "\(digits)·") + PlotNumber.power(power)
    }
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
