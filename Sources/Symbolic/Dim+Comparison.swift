extension Dim {
  /// A lower bound of the value, where every symbol is at least 1, or at least 0 for an unknown
  /// size; nil where the normal form does not show one.
  public var lowerBound: Int? {
    if isOverflowed { return nil }
    var sum = constant
    for term in terms {
      // A negative coefficient would need an upper bound, which no symbol has.
      guard term.coefficient > 0 else { return nil }
      var product = term.coefficient
      for factor in term.monomial.factors {
        guard let base = factor.atom.lowerBound, base >= 0 else { return nil }
        for _ in 0..<factor.exponent {
          guard let larger = try? Self.checked(product, times: base) else { return nil }
          product = larger
        }
      }
      let (total, overflow) = sum.addingReportingOverflow(product)
      if overflow { return nil }
      sum = total
    }
    return sum
  }

  /// Whether both are equal for all values of the symbols, or differ for all; nil where the normal
  /// forms decide neither.
  public func isEqual(to other: Dim) -> Bool? {
    // The difference of numbers at the ends of the 64-bit range overflows.
    if let value, let number = other.value { return value == number }
    let difference = self - other
    if difference == 0 { return true }
    return difference.isAtLeastOne || (-difference).isAtLeastOne ? false : nil
  }

  /// Whether the value is smaller for all values of the symbols, or for none; nil where the normal
  /// forms decide neither.
  public func isLess(than other: Dim) -> Bool? {
    if let value, let number = other.value { return value < number }
    if (other - self).isAtLeastOne { return true }
    if let bound = (self - other).lowerBound, bound >= 0 { return false }
    return nil
  }

  private var isAtLeastOne: Bool { lowerBound.map { $0 >= 1 } ?? false }
}

extension Atom {
  fileprivate var lowerBound: Int? {
    switch self {
    case .symbol(let symbol): symbol.isUnknown ? 0 : 1
    case .quotient(let numerator, let divisor):
      numerator.lowerBound.map { Dim.floorQuotient($0, divisor) }
    }
  }
}
