import Glibc

/// Marks at round numbers along an axis.
package struct Ticks: Hashable, Sendable {
  /// The numbers that are marked, ascending; two at least, and at most two more than intervals were
  /// asked for.
  package let values: [Double]
  /// The power of ten that all labels leave out; 0 where they are short without.
  package let exponent: Int
  /// Digits after the decimal point of a label that tell the marks apart.
  package let decimals: Int

  /// Labels do not show more digits than this on one side of the point.
  private static let longest = 5

  /// Marks that cover `range`: the first is not above its lower end, the last not below its upper
  /// end.
  ///
  /// - Parameters:
  ///   - range: What the axis shows, of finite numbers; a single number gets some room.
  ///   - count: How many intervals are wanted.
  ///   - areWhole: Whether only whole numbers occur, so that fractions would mean nothing.
  package init(covering range: ClosedRange<Double>, count: Int, areWhole: Bool = false) {
    let size = max(abs(range.lowerBound), abs(range.upperBound))
    // Numbers that differ by less have no marks between them.
    let isPoint = range.upperBound - range.lowerBound <= size * 1e-12
    let room = isPoint ? (size == 0 ? 1 : areWhole ? max(size * 0.1, 1) : size * 0.1) : 0
    let low = range.lowerBound - room
    let high = range.upperBound + room
    // Halves, since the difference of two numbers may be too large for a number.
    let step = max(
      areWhole ? 1 : 0, Self.roundStep(atLeast: (high / 2 - low / 2) / Double(max(1, count)) * 2))
    // What stands on a mark but for rounding needs no further one.
    let slack = 1e-9
    let first = (low / step + slack).rounded(.down)
    let last = max(first + 1, (high / step - slack).rounded(.up))
    let multiples = stride(from: first, through: last, by: 1)
    values = multiples.map { $0 * step }
    let power = Int(log10(step * (1 + slack)).rounded(.down))
    let largest = max(abs(first), abs(last)) * step
    let top = Int(log10(largest * (1 + slack)).rounded(.down))
    exponent = top > Self.longest || power < -Self.longest ? top : 0
    decimals = max(0, exponent - power)
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below `step`.
  private static func roundStep(atLeast step: Double) -> Double {
    let magnitude = pow(10, log10(step).rounded(.down))
    let leading = step / magnitude
    let factor = [1.0, 2, 5].first { leading <= $0 * (1 + 1e-9) } ?? 10
    return factor * magnitude
  }

  /// The marks with as many decimals as they need, in units of ten to the power of `exponent`.
  package var labels: [String] {
    let unit = pow(10, Double(exponent))
    return values.map { PlotNumber.text($0 / unit, decimals) }
  }
}
