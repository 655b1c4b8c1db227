import Glibc

/// Marks at round numbers along an axis.
package struct Ticks: Hashable, Sendable {
  /// The numbers that are marked, ascending.
  package let values: [Double]
  /// Digits after the decimal point that tell them apart.
  package let decimals: Int

  /// Marks that cover `range`: the first is not above its lower end, the last not below its upper
  /// end.
  ///
  /// - Parameters:
  ///   - range: What the axis shows; a single number gets some room.
  ///   - count: How many intervals are wanted; the answer has about as many.
  ///   - areWhole: Whether only whole numbers occur, so that fractions would mean nothing.
  package init(covering range: ClosedRange<Double>, count: Int, areWhole: Bool = false) {
    let room = range.lowerBound == range.upperBound ? max(abs(range.lowerBound) * 0.1, 1) : 0
    let low = range.lowerBound - room
    let high = range.upperBound + room
    let step = max(
      areWhole ? 1 : 0, Self.roundStep(atLeast: (high - low) / Double(max(1, count))))
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    values = stride(from: first, through: last, by: 1).map { $0 * step }
    decimals = max(0, -Int(log10(step).rounded(.down)))
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below `step`.
  private static func roundStep(atLeast step: Double) -> Double {
    let magnitude = pow(10, log10(step).rounded(.down))
    let leading = step / magnitude
    let factor = [1.0, 2, 5].first { leading <= $0 * (1 + 1e-9) } ?? 10
    return factor * magnitude
  }

  /// The marks with as many decimals as they need.
  package var labels: [String] { values.map { PlotNumber.text($0, decimals) } }
}

/// Numbers in drawings.
enum PlotNumber {
  /// A number with a fixed count of decimals, whatever the locale.
  static func text(_ value: Double, _ decimals: Int) -> String {
    Numbers.fixed(value, decimals: decimals)
  }

  /// A coordinate with at most two decimals.
  static func coordinate(_ value: Double) -> String {
    let text = text(value, 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }
}
