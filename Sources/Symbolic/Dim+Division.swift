extension Dim {
  /// Divides and rounds towards negative infinity.
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

  /// Divides and rounds towards positive infinity.
  ///
  /// - Parameter divisor: A positive number.
  /// - Returns: `⌈self / divisor⌉`
  public func ceilDivided(by divisor: Int) -> Dim {
    // ⌈p/d⌉ = ⌊(p + d − 1)/d⌋, so that only one kind of quotient exists.
    (self + Dim(divisor - 1)).floorDivided(by: divisor)
  }

  /// `⌊self / divisor⌋` for a dimension whose coefficients all lie in `0..<divisor`.
  private func reducedQuotient(by divisor: Int) -> Dim {
    // ⌊c/d⌋ = 0 once 0 ≤ c < d.
    if terms.isEmpty { return 0 }
    // ⌊(g·p + c)/(g·d)⌋ = ⌊(p + ⌊c/g⌋)/d⌋.
    let common = terms.reduce(divisor) { Self.greatestCommonDivisor($0, $1.coefficient) }
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

  /// Divides without a remainder.
  ///
  /// - Parameter divisor: A number or a single term, or a dimension equal to `self`.
  /// - Returns: What gives `self` when multiplied by `divisor`; nil where the normal forms show
  ///   no such polynomial.
  public func exactQuotient(by divisor: Dim) -> Dim? {
    if isOverflowed || divisor.isOverflowed { return .overflowed }
    if self == divisor { return self == 0 ? nil : 1 }
    if let number = divisor.value { return exactQuotient(by: number) }
    guard divisor.terms.count == 1, divisor.constant == 0, constant == 0 else { return nil }
    let unit = divisor.terms[0]
    var result = Dim(0)
    for term in terms {
      guard term.coefficient.isMultiple(of: unit.coefficient),
        let monomial = term.monomial.quotient(by: unit.monomial)
      else { return nil }
      let coefficient = term.coefficient / unit.coefficient
      result += monomial.map { Dim($0, times: coefficient) } ?? Dim(coefficient)
    }
    return result
  }

  private func exactQuotient(by divisor: Int) -> Dim? {
    guard divisor != 0, constant.isMultiple(of: divisor),
      terms.allSatisfy({ $0.coefficient.isMultiple(of: divisor) })
    else { return nil }
    var result = self
    result.constant /= divisor
    for index in terms.indices { result.terms[index].coefficient /= divisor }
    return result
  }

  static func floorQuotient(_ dividend: Int, _ divisor: Int) -> Int {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// What the floor leaves over, in `0..<divisor`.
  private static func floorRemainder(_ dividend: Int, _ divisor: Int) -> Int {
    let remainder = dividend % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  static func greatestCommonDivisor<Number: BinaryInteger>(
    _ left: Number, _ right: Number
  ) -> Number {
    var (larger, smaller) = (left, right)
    while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
  }
}

extension Dim {
  /// A number such that the value grows by a constant whenever a symbol that occurs linearly grows
  /// by it; nil where that number leaves the 64-bit range.
  public var quasiPeriod: Int? {
    var period = 1
    for term in terms {
      for factor in term.monomial.factors {
        // ⌊p/d⌋ grows by c when p grows by c·d.
        guard case .quotient(let numerator, let divisor) = factor.atom else { continue }
        guard let inner = numerator.quasiPeriod else { return nil }
        let (outer, overflow) = inner.multipliedReportingOverflow(by: divisor)
        if overflow { return nil }
        let common = Self.greatestCommonDivisor(period, outer)
        let (multiple, overflows) = (period / common).multipliedReportingOverflow(by: outer)
        if overflows { return nil }
        period = multiple
      }
    }
    return period
  }
}
