import RLASymbolic

/// A fraction in lowest terms.
///
/// Numbers of a user have decimals, counts have up to 63 bits, and a comparison must not round
/// either. Operations return nil where a number leaves 128 bits.
public struct Rational: Hashable, Sendable {
  public let numerator: Int128
  /// At least 1.
  public let denominator: Int128

  public init(_ value: Int) {
    numerator = Int128(value)
    denominator = 1
  }

  /// `numerator / denominator`; nil where the denominator is 0 or the sign cannot be turned.
  public init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let common =
      Int128(gcd(numerator.magnitude, denominator.magnitude)) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / common
    self.denominator = denominator / common
  }

  /// The nearest floating-point number.
  public var approximation: Double { Double(numerator) / Double(denominator) }

  public func adding(_ other: Rational) -> Rational? {
    guard let left = numerator.times(other.denominator),
      let right = other.numerator.times(denominator),
      let bottom = denominator.times(other.denominator)
    else { return nil }
    let (top, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : Rational(top, over: bottom)
  }

  public func multiplied(by other: Rational) -> Rational? {
    guard let top = numerator.times(other.numerator),
      let bottom = denominator.times(other.denominator)
    else { return nil }
    return Rational(top, over: bottom)
  }

  /// The fraction upside down; nil for 0.
  public var reciprocal: Rational? { Rational(denominator, over: numerator) }

  public var negated: Rational? { Rational(-numerator, over: denominator) }

  /// Whether `self < other`; nil where the comparison leaves 128 bits.
  public func isLess(than other: Rational) -> Bool? {
    guard let left = numerator.times(other.denominator),
      let right = other.numerator.times(denominator)
    else { return nil }
    return left < right
  }
}

extension Int128 {
  fileprivate func times(_ other: Int128) -> Int128? {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : product
  }
}
