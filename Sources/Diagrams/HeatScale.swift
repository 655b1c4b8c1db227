import Glibc
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

  public static let stepCount = 5

  /// Divides the positive values into steps of equal ratio.
  package init(title: String, unit: String, values: [Double]) {
    self.title = title
    self.unit = unit
    let positive = values.filter { $0 > 0 }
    let largest = positive.max() ?? 0
    self.largest = largest
    // A range of more than three decades would put all that matters into the last step.
    let smallest = max(positive.min() ?? 0, largest / 1000)
    let steps = Self.stepCount
    guard smallest > 0, largest > smallest else {
      bounds = []
      return
    }
    bounds = (1..<steps).map { step in
      smallest * pow(largest / smallest, Double(step) / Double(steps))
    }
  }

  /// The step of a value, from 0; nil where there is nothing to show.
  public func step(_ value: Double) -> Int? {
    if value <= 0 { return nil }
    return bounds.isEmpty ? Self.stepCount / 2 : bounds.firstIndex { value <= $0 } ?? bounds.count
  }

  /// The largest value of each step as text, for the legend.
  public var legend: [String] {
    (bounds + [largest]).map { "≤ \(Numbers.short($0))" }
  }
}
