public import RLAText

/// A number as a paper prints it: digits, decimals and perhaps a unit prefix.
public struct PublishedFigure: Hashable, Sendable {
  public let amount: Amount

  public init(_ amount: Amount) {
    self.amount = amount
  }

  /// How a number becomes what is printed.
  public enum Fit: Int, Comparable, Sendable {
    /// Rounding to the nearest gives the printed digits.
    case rounded
    /// Truncation gives them, rounding does not.
    case truncated

    public static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
  }

  /// The powers that the prefix letter may stand for: both unless the paper wrote Mi or Gi.
  public var readings: [UnitPrefix] {
    guard let prefix = amount.prefix else { return [.none] }
    return prefix.isBinary ? [.binary] : [.si, .binary]
  }

  /// How `value` gives the printed digits under a reading; nil where it does not.
  public func fit(_ value: Int, _ reading: UnitPrefix) -> Fit? {
    // In units of half of the last printed digit: digits·2 ± 1 is the interval of rounding.
    guard let halves = halves(value, reading) else { return nil }
    let printed = Int128(amount.digits) * 2
    if halves.isBetween(printed - 1, printed + 1) { return .rounded }
    return amount.decimals > 0 && halves.isBetween(printed, printed + 2) ? .truncated : nil
  }

  /// How far `value` is from the printed number, as a share of the latter.
  public func deviation(of value: Int, _ reading: UnitPrefix) -> Double {
    guard let halves = halves(value, reading), amount.digits > 0 else { return .infinity }
    return halves.approximation / Double(amount.digits) / 2 - 1
  }

  /// The numbers that round to what is printed, both ends included.
  public func interval(_ reading: UnitPrefix) -> ClosedRange<Double> {
    let unit = Double(base(reading)) / Double(scale)
    return (Double(amount.digits) - 0.5) * unit...(Double(amount.digits) + 0.5) * unit
  }

  private func halves(_ value: Int, _ reading: UnitPrefix) -> Rational? {
    // An exponent makes up to 20 decimals, and 2^64·10^20 does not fit into 128 bits: cancel first.
    guard let unit = Rational(scale, over: base(reading)) else { return nil }
    return Rational(Int128(value) * 2 * unit.numerator, over: unit.denominator)
  }

  /// 10 to the power of the decimals.
  private var scale: Int128 { (0..<amount.decimals).reduce(1) { power, _ in power * 10 } }

  private func base(_ reading: UnitPrefix) -> Int128 {
    let base: Int128 = reading == .binary ? 1024 : reading == .si ? 1000 : 1
    return (0..<(amount.prefix?.power ?? 0)).reduce(1) { power, _ in power * base }
  }
}

extension Rational {
  fileprivate func isBetween(_ low: Int128, _ high: Int128) -> Bool {
    numerator >= low * denominator && numerator <= high * denominator
  }
}
