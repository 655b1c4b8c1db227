extension Dim {
  /// Divides and rounds toward negative infinity.
  ///
  /// - Parameter divisor: A positive number.
  /// - Returns: `⌊self / divisor⌋`
  public func floorDivided(by divisor: Int) -> Dim {
    precondition(divisor > 0, "A dimension can only be divided by a positive number.")
    if divisor == 1 || isOverflowed { return self }
    // ⌊(d·q + r)/d⌋ = q + ⌊r/d⌋, coefficientwise with 0 ≤ r < d.
    var whole = Dim(Self.floorQuotient(constant, divisor))
    var rest = Dim(Self.floorRemainder(constant, divisor))
    for term in terms {
      let quotient = Self.floorQuotient(term.coefficient, divisor)
      let remainder = Self.floorRemainder(term.coefficient, divisor)
      if quotient != 0 { whole += Dim(term.monomial, times: quotient) }
      if remainder != 0 {
        rest.terms.append(Term(monomial: term.monomial, coefficient: remainder))
      }
    }
    return whole + rest.reducedQuotient(by: divisor)
  }

  /// Divides and rounds toward positive infinity.
  ///
  /// - Parameter divisor: A positive number.
  /// - Returns: `⌈self / divisor⌉`
  public func ceilDivided(by divisor: Int) -> Dim {
    precondition(divisor > 0, "A dimension can only be divided by a positive number.")
    // The numerator below may leave the 64-bit range where the quotient does not.
    if let value {
      let quotient = Self.floorQuotient(value, divisor)
      return Dim(value.isMultiple(of: divisor) ? quotient : quotient + 1)
    }
    // ⌈p/d⌉ = ⌊(p + d − 1)/d⌋, so that only one kind of quotient exists.
    return (self + Dim(divisor - 1)).floorDivided(by: divisor)
  }

  /// `⌊self / divisor⌋` for a dimension whose coefficients all lie in `0..<divisor`.
  private func reducedQuotient(by divisor: Int) -> Dim {
    // ⌊c/d⌋ = 0 once 0 ≤ c < d.
    if terms.isEmpty { return 0 }
    // ⌊(g·p + c)/(g·d)⌋ = ⌊(p + ⌊c/g⌋)/d⌋.
    let common = terms.reduce(divisor) { gcd($0, $1.coefficient) }
    if common > 1 {
      var numerator = self
      numerator.constant = Self.floorQuotient(constant, common)
      for index in terms.indices { numerator.terms[index].coefficient /= common }
      return numerator.floorDivided(by: divisor / common)
    }
    // ⌊(⌊p/a⌋ + c)/d⌋ = ⌊(p + a·c)/(a·d)⌋.
    if terms.count == 1, terms[0].coefficient == 1,
      case .quotient(let inner, let innerDivisor)? = terms[0].monomial.soleAtom
    {
      let (product, overflow) = innerDivisor.multipliedReportingOverflow(by: divisor)
      if overflow { return .overflowed }
      return (inner + Dim(constant).scaled(by: innerDivisor)).floorDivided(by: product)
    }
    return Dim(Monomial(.quotient(numerator: self, divisor: divisor)), times: 1)
  }

  static func floorQuotient(_ dividend: Int, _ divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The remainder of the floor division, in `0..<divisor`.
  private static func floorRemainder(_ dividend: Int, _ divisor: Int) -> Int {
    let remainder = dividend % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  /// The smallest positive multiple of two positive numbers; nil where it leaves the 64-bit range.
  public static func leastCommonMultiple(_ left: Int, _ right: Int) -> Int? {
    precondition(left > 0 && right > 0, "Periods are positive.")
    let (product, overflow) = (left / gcd(left, right))
      .multipliedReportingOverflow(by: right)
    return overflow ? nil : product
  }
}

extension Dim {
  /// A period of the symbol, after which the value has grown by a constant.
  ///
  /// Nil where the value is not a linear combination of symbols and of floors of such combinations,
  /// or where the period leaves the 64-bit range.
  public var quasiPeriod: Int? {
    if isOverflowed { return nil }
    var period = 1
    for term in terms {
      guard let atom = term.monomial.soleAtom else { return nil }
      // ⌊p/d⌋ grows by c when p grows by c·d.
      guard case .quotient(let numerator, let divisor) = atom else { continue }
      guard let inner = numerator.quasiPeriod else { return nil }
      let (outer, overflow) = inner.multipliedReportingOverflow(by: divisor)
      guard !overflow, let multiple = Self.leastCommonMultiple(period, outer) else { return nil }
      period = multiple
    }
    return period
  }
}
