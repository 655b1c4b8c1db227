/// Why a dimension cannot be evaluated.
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

  static func checked(_ left: Int, times right: Int) throws(EvaluationFailure) -> Int {
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
}
