import RLAText

/// The steps by which fills show a quantity.
public struct HeatScale: Hashable, Sendable {
  /// The quantity with its unit, as the legend writes it.
  public let title: String
  /// The unit after a number.
  public let unit: String
  /// The largest value of each step but the last, ascending.
  public let bounds: [Double]
  public let largest: Double

  public static let stepCount = 9

  /// Divides the different positive values into steps of as many values each.
  ///
  /// Costs of parts differ by factors of a thousand and by a tenth in one drawing; equal steps, of
  /// differences or of ratios, give one color to boxes that a reader wants to compare. What does not
  /// divide goes to the lowest steps.
  package init(title: String, unit: String, values: [Double]) {
    self.title = title
    self.unit = unit
    let different = Set(values.filter { $0 > 0 }).sorted()
    largest = different.last ?? 0
    let steps = max(1, min(Self.stepCount, different.count))
    let (size, rest) = different.count.quotientAndRemainder(dividingBy: steps)
    bounds = (1..<steps).map { different[$0 * size + min($0, rest) - 1] }
  }

  /// The color of a value, from 0; nil where there is nothing to show.
  public func step(_ value: Double) -> Int? {
    if value <= 0 { return nil }
    return color(ofStep: bounds.firstIndex { value <= $0 } ?? bounds.count)
  }

  /// Fewer steps than colors spread over them, so that the largest value is darkest.
  func color(ofStep step: Int) -> Int {
    let colors = Self.stepCount - 1
    return bounds.isEmpty ? colors / 2 : step * colors / bounds.count
  }

  /// The largest value of each step as text, for the legend.
  public var legend: [String] {
    (bounds + [largest]).map { "≤ \(Numbers.short($0))" }
  }
}
