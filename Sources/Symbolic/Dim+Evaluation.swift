/// Why a dimension has no value.
public enum EvaluationFailure: Error, Hashable, Sendable {
  /// A step of the computation leaves the 64-bit range.
  case overflow
  /// A symbol occurs that has no binding.
  case unbound(Symbol)
}

extension Dim {
  /// The value where every symbol has the given one.
  ///
  /// - Throws: `EvaluationFailure` where a symbol is unbound or a step leaves the 64-bit range.
  public func evaluated(at bindings: [Symbol: Int]) throws(EvaluationFailure) -> Int {
    if isOverflowed { throw .overflow }
    var sum = constant
    for term in terms {
      var product = term.coefficient
      for factor in term.monomial.factors {
        let base = try factor.atom.evaluated(at: bindings)
        for _ in 0..<factor.exponent { product = try Self.checked(product, times: base) }
      }
      let (total, overflow) = sum.addingReportingOverflow(product)
      if overflow { throw .overflow }
      sum = total
    }
    return sum
  }

  /// The dimension with the given symbols replaced, in normal form again.
  public func substituting(_ replacements: [Symbol: Dim]) -> Dim {
    if isOverflowed || terms.isEmpty { return self }
    var result = Dim(constant)
    for term in terms {
      var product = Dim(term.coefficient)
      for factor in term.monomial.factors {
        let base = factor.atom.substituting(replacements)
        for _ in 0..<factor.exponent { product *= base }
      }
      result += product
    }
    return result
  }

  /// A number that the value never falls below while every symbol is at least 1; nil where the
  /// normal form does not show one.
  public var lowerBound: Int? {
    if isOverflowed { return nil }
    var sum = constant
    for term in terms {
      // A negative coefficient turns an upper bound into a lower one, and there is no upper bound.
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

  private static func checked(_ left: Int, times right: Int) throws(EvaluationFailure) -> Int {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    if overflow { throw .overflow }
    return product
  }
}

extension Atom {
  fileprivate func evaluated(at bindings: [Symbol: Int]) throws(EvaluationFailure) -> Int {
    switch self {
    case .symbol(let symbol):
      guard let value = bindings[symbol] else { throw .unbound(symbol) }
      return value
    case .quotient(let numerator, let divisor):
      return Dim.floorQuotient(try numerator.evaluated(at: bindings), divisor)
    }
  }

  fileprivate func substituting(_ replacements: [Symbol: Dim]) -> Dim {
    switch self {
    case .symbol(let symbol):
      replacements[symbol] ?? Dim(symbol)
    case .quotient(let numerator, let divisor):
      numerator.substituting(replacements).floorDivided(by: divisor)
    }
  }

  fileprivate var lowerBound: Int? {
    switch self {
    case .symbol: 1
    case .quotient(let numerator, let divisor):
      numerator.lowerBound.map { Dim.floorQuotient($0, divisor) }
    }
  }
}
