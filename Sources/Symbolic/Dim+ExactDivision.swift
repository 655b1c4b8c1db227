extension Dim {
  /// A long division with this many more terms than the dividend is abandoned; a size of a tensor
  /// never has so many.
  private static let longestDivision = 256

  /// Divides without a remainder.
  ///
  /// Long division of polynomials. Monomials are ordered by degree and then lexicographically, so
  /// the first term of a product is the product of the first terms, and the first term of what is
  /// left decides the next term of the quotient.
  ///
  /// - Parameter divisor: A dimension that is not 0. The quotient says nothing about points where
  ///   the divisor is 0.
  /// - Returns: What gives `self` when multiplied by `divisor`; nil where the normal forms show
  ///   no such polynomial, overflowed where a step leaves the 64-bit range.
  /// - Complexity: O(*n*² · *m*) for *n* and *m* terms, where the quotient is not longer than
  ///   the dividend.
  public func exactQuotient(by divisor: Dim) -> Dim? {
    if isOverflowed || divisor.isOverflowed { return .overflowed }
    if self == divisor { return self == 0 ? nil : 1 }
    if let number = divisor.value { return exactQuotient(by: number) }
    let leading = divisor.terms[0]
    var (quotient, rest) = (Dim(0), self)
    for _ in 0...terms.count + Self.longestDivision {
      if quotient.isOverflowed || rest.isOverflowed { return .overflowed }
      if rest == 0 { return quotient }
      guard let next = rest.leadingQuotient(by: leading) else { return nil }
      quotient += next
      rest = rest - next * divisor
    }
    return nil
  }

  /// The first term divided by `divisor`; nil where it is not a multiple.
  private func leadingQuotient(by divisor: Term) -> Dim? {
    guard let leading = terms.first,
      leading.coefficient.isMultiple(of: divisor.coefficient),
      let monomial = leading.monomial.quotient(by: divisor.monomial)
    else { return nil }
    let (coefficient, overflow) = leading.coefficient
      .dividedReportingOverflow(by: divisor.coefficient)
    if overflow { return .overflowed }
    return monomial.map { Dim($0, times: coefficient) } ?? Dim(coefficient)
  }

  private func exactQuotient(by divisor: Int) -> Dim? {
    // `Int.min` has no negative, which only the multiplication reports.
    if divisor == -1 { return scaled(by: -1) }
    guard divisor != 0, constant.isMultiple(of: divisor),
      terms.allSatisfy({ $0.coefficient.isMultiple(of: divisor) })
    else { return nil }
    var result = self
    result.constant /= divisor
    for index in terms.indices { result.terms[index].coefficient /= divisor }
    return result
  }
}

extension Dim {
  /// How a quotient is rounded.
  public enum Rounding: Hashable, Sendable {
    /// Toward negative infinity: `⌊p/d⌋`.
    case down
    /// Toward 0, as ONNX and C divide integers.
    case towardZero
  }

  /// Divides and rounds.
  ///
  /// - Parameters:
  ///   - divisor: A number, or a dimension that divides `self` without a remainder.
  ///   - rounding: How the quotient is rounded.
  /// - Returns: The quotient; nil where the divisor is 0, where it has symbols and leaves a
  ///   remainder, and where rounding toward 0 depends on a sign that the normal form does not show.
  ///   Overflowed where a step leaves the 64-bit range.
  public func quotient(by divisor: Dim, rounding: Rounding = .down) -> Dim? {
    if let exact = exactQuotient(by: divisor) { return exact }
    guard let number = divisor.value, number != 0 else { return nil }
    // p/(−d) = (−p)/d under either rounding.
    if number < 0 { return (-self).quotient(by: -divisor, rounding: rounding) }
    switch rounding {
    case .down: return floorDivided(by: number)
    case .towardZero:
      if isLess(than: 0) == false { return floorDivided(by: number) }
      // Below 0, rounding toward 0 is rounding up: −⌊−p/d⌋ = ⌈p/d⌉.
      return Dim(0).isLess(than: self) == false ? -(-self).floorDivided(by: number) : nil
    }
  }

  /// The remainder: `self − divisor · quotient`.
  ///
  /// Its sign is that of the divisor where the quotient is rounded down and that of `self` where it
  /// is rounded toward 0.
  ///
  /// - Returns: The remainder; nil and overflowed where `quotient(by:rounding:)` is.
  public func remainder(by divisor: Dim, rounding: Rounding = .down) -> Dim? {
    quotient(by: divisor, rounding: rounding).map { self - divisor * $0 }
  }
}
