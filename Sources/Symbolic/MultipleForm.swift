/// A dimension for sizes that are multiples of a number, as a polynomial with rational
/// coefficients.
///
/// Where H = 32·h, every floor division in the costs of most networks is exact. The cost is then a
/// polynomial in h and, with h = H/32, in H. Its value is whole wherever the sizes are multiples.
public struct MultipleForm: Hashable, Sendable {
  /// The polynomial in the sizes divided by `factor`, under the names of the sizes.
  private let reduced: Dim
  /// The sizes that are multiples.
  public let sizes: Set<Symbol>
  /// The number of which they are multiples.
  public let factor: Int

  /// Rewrites `dim` for multiples of `factor`.
  ///
  /// Nil where a floor of a size remains, or where a number leaves the 64-bit range.
  public init?(_ dim: Dim, multiplesOf factor: Int, in sizes: Set<Symbol>) {
    precondition(factor > 0, "Sizes are multiples of a positive number.")
    let replacements = Dictionary(
      uniqueKeysWithValues: sizes.map { ($0, Dim($0) * Dim(factor)) })
    reduced = dim.substituting(replacements)
    if reduced.isOverflowed { return nil }
    if reduced.hasFloors(of: sizes) { return nil }
    for term in reduced.terms {
      guard Self.power(factor, term.monomial.degree(in: sizes)) != nil else { return nil }
    }
    self.sizes = sizes
    self.factor = factor
  }

  /// The polynomial in the sizes themselves, its coefficients as fractions in lowest terms.
  public func written(in notation: FormulaNotation) -> String {
    notation.sum(writtenTerms(in: notation))
  }

  /// The terms of the polynomial, at least one.
  package func writtenTerms(in notation: FormulaNotation) -> [WrittenTerm] {
    reduced.written(in: notation) { Self.power(factor, $0.degree(in: sizes)) ?? 1 }
  }

  /// The polynomial times its common denominator, and that denominator; nil where one of them
  /// leaves the 64-bit range.
  public var wholeRatio: (numerator: Dim, denominator: Int)? {
    let degree = reduced.terms.reduce(0) { max($0, $1.monomial.degree(in: sizes)) }
    guard let denominator = Self.power(factor, degree) else { return nil }
    var numerator = Dim(reduced.constant).scaled(by: denominator)
    for term in reduced.terms {
      guard let scale = Self.power(factor, degree - term.monomial.degree(in: sizes)) else {
        return nil
      }
      numerator += Dim(term.monomial, times: term.coefficient).scaled(by: scale)
    }
    if numerator.isOverflowed { return nil }
    let common = numerator.terms.reduce(
      gcd(denominator.magnitude, numerator.constant.magnitude)
    ) { gcd($0, $1.coefficient.magnitude) }
    return numerator.exactQuotient(by: Dim(Int(common))).map { ($0, denominator / Int(common)) }
  }

  /// The value where every symbol has the given one.
  ///
  /// - Throws: `EvaluationFailure` where a symbol is unbound or a step leaves the 64-bit range.
  public func evaluated(at bindings: [Symbol: Int]) throws(EvaluationFailure) -> Int {
    var divided = bindings
    for size in sizes {
      guard let value = bindings[size] else { continue }
      precondition(value.isMultiple(of: factor), "The form holds for multiples only.")
      divided[size] = value / factor
    }
    return try reduced.evaluated(at: divided)
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int? {
    var result = 1
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      result = product
    }
    return result
  }
}

extension Dim {
  /// Whether one of the given symbols occurs inside a floor.
  public func hasFloors(of sizes: Set<Symbol>) -> Bool {
    terms.contains { term in
      term.monomial.factors.contains { factor in
        guard case .quotient(let numerator, _) = factor.atom else { return false }
        return !numerator.symbols.isDisjoint(with: sizes)
      }
    }
  }
}

extension Monomial {
  /// The degree in the given symbols.
  func degree(in symbols: Set<Symbol>) -> Int {
    factors.reduce(0) { sum, factor in
      guard case .symbol(let symbol) = factor.atom, symbols.contains(symbol) else { return sum }
      return sum + factor.exponent
    }
  }
}
