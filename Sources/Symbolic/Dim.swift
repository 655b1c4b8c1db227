/// An integer that may still contain symbols, kept in a normal form.
///
/// A dimension is a polynomial with integer coefficients over symbols and irreducible floor
/// quotients `⌊p/d⌋`. Two dimensions are equal when their normal forms are, so `==` needs no
/// simplifier. The form is not complete: `⌊H/2⌋ + ⌈H/2⌉ == H` holds for every H but is not proved.
/// A known number is the polynomial without terms, so concrete sizes take the same path.
///
/// Arithmetic that leaves the 64-bit range marks the result as overflowed instead of trapping. The
/// mark propagates to everything computed from it, and evaluation reports it.
public struct Dim: Hashable, Sendable {
  struct Term: Hashable, Sendable {
    var monomial: Monomial
    var coefficient: Int
  }

  var constant: Int
  /// In ascending order of the monomials, without zero coefficients.
  var terms: [Term]
  /// Whether some step of the computation left the 64-bit range.
  public private(set) var isOverflowed: Bool

  public init(_ value: Int) {
    self.init(constant: value, terms: [])
  }

  public init(_ symbol: Symbol) {
    self.init(constant: 0, terms: [Term(monomial: Monomial(.symbol(symbol)), coefficient: 1)])
  }

  init(constant: Int, terms: [Term], isOverflowed: Bool = false) {
    self.constant = constant
    self.terms = terms
    self.isOverflowed = isOverflowed
  }

  init(_ monomial: Monomial, times coefficient: Int) {
    self.init(constant: 0, terms: [Term(monomial: monomial, coefficient: coefficient)])
  }

  /// The result of any operation that left the 64-bit range.
  static let overflowed = Dim(constant: 0, terms: [], isOverflowed: true)

  /// The number, where there is no symbol and nothing overflowed.
  public var value: Int? { terms.isEmpty && !isOverflowed ? constant : nil }

  /// Whether it is the number 0.
  public var isZero: Bool { constant == 0 && terms.isEmpty && !isOverflowed }

  /// The symbols that occur, those inside quotients included.
  public var symbols: Set<Symbol> {
    terms.reduce(into: []) { found, term in
      for factor in term.monomial.factors {
        switch factor.atom {
        case .symbol(let symbol): found.insert(symbol)
        case .quotient(let numerator, _): found.formUnion(numerator.symbols)
        }
      }
    }
  }
}

extension Dim: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Dim: AdditiveArithmetic {
  public static func + (left: Dim, right: Dim) -> Dim {
    let (sum, overflow) = left.constant.addingReportingOverflow(right.constant)
    if overflow || left.isOverflowed || right.isOverflowed { return .overflowed }
    if right.terms.isEmpty { return Dim(constant: sum, terms: left.terms) }
    if left.terms.isEmpty { return Dim(constant: sum, terms: right.terms) }
    guard let terms = merged(left.terms, right.terms) else { return .overflowed }
    return Dim(constant: sum, terms: terms)
  }

  public static func * (left: Dim, right: Dim) -> Dim {
    if left.isOverflowed || right.isOverflowed { return .overflowed }
    if left.terms.isEmpty { return right.scaled(by: left.constant) }
    if right.terms.isEmpty { return left.scaled(by: right.constant) }
    var product = left.scaled(by: right.constant)
    for term in right.terms {
      product += left.multiplied(by: term)
    }
    return product
  }

  /// The product of sizes; 1 where there is none.
  static func product(of sizes: [Dim]) -> Dim {
    var product = 1
    for (index, size) in sizes.enumerated() {
      guard size.terms.isEmpty, !size.isOverflowed else {
        return sizes[index...].reduce(Dim(product), *)
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: size.constant)
      if overflow { return .overflowed }
      product = next
    }
    return Dim(product)
  }

  public static prefix func - (operand: Dim) -> Dim { operand.scaled(by: -1) }

  public static func - (left: Dim, right: Dim) -> Dim { left + right.scaled(by: -1) }

  public static func += (left: inout Dim, right: Dim) {
    // Most sums in a count are of numbers, which need no new storage.
    if right.terms.isEmpty, !right.isOverflowed, !left.isOverflowed {
      let (sum, overflow) = left.constant.addingReportingOverflow(right.constant)
      if overflow { left = .overflowed } else { left.constant = sum }
    } else {
      left = left + right
    }
  }

  /// Adds a multiple.
  public mutating func add(_ other: Dim, times factor: Int) {
    // Numbers need no new storage here either.
    if other.terms.isEmpty, !other.isOverflowed, !isOverflowed {
      let (product, leaves) = other.constant.multipliedReportingOverflow(by: factor)
      let (sum, overflow) = constant.addingReportingOverflow(product)
      if leaves || overflow { self = .overflowed } else { constant = sum }
    } else {
      self = self + other.scaled(by: factor)
    }
  }

  public static func *= (left: inout Dim, right: Dim) { left = left * right }

  func scaled(by factor: Int) -> Dim {
    if isOverflowed { return self }
    if factor == 0 { return 0 }
    let (scaledConstant, overflow) = constant.multipliedReportingOverflow(by: factor)
    if overflow { return .overflowed }
    if terms.isEmpty { return Dim(constant: scaledConstant, terms: []) }
    var scaledTerms = terms
    for index in scaledTerms.indices {
      let (product, overflow) = terms[index].coefficient.multipliedReportingOverflow(by: factor)
      if overflow { return .overflowed }
      scaledTerms[index].coefficient = product
    }
    return Dim(constant: scaledConstant, terms: scaledTerms)
  }

  private func multiplied(by term: Term) -> Dim {
    let scaled = scaled(by: term.coefficient)
    if scaled.isOverflowed { return scaled }
    var products = scaled.terms.map {
      Term(monomial: $0.monomial * term.monomial, coefficient: $0.coefficient)
    }
    if scaled.constant != 0 {
      products.append(Term(monomial: term.monomial, coefficient: scaled.constant))
    }
    return Dim(constant: 0, terms: products.sorted { $0.monomial < $1.monomial })
  }

  /// The sorted union of two sorted lists of terms; nil where a coefficient overflows.
  private static func merged(_ left: [Term], _ right: [Term]) -> [Term]? {
    var result: [Term] = []
    result.reserveCapacity(left.count + right.count)
    var rest = right[...]
    for term in left {
      while let next = rest.first, next.monomial < term.monomial {
        result.append(next)
        rest.removeFirst()
      }
      guard let next = rest.first, next.monomial == term.monomial else {
        result.append(term)
        continue
      }
      let (sum, overflow) = term.coefficient.addingReportingOverflow(next.coefficient)
      if overflow { return nil }
      if sum != 0 { result.append(Term(monomial: term.monomial, coefficient: sum)) }
      rest.removeFirst()
    }
    return result + rest
  }
}

extension Dim: Comparable {
  /// A total order on normal forms, for deterministic output; it says nothing about values.
  public static func < (left: Dim, right: Dim) -> Bool {
    for (one, other) in zip(left.terms, right.terms) where one != other {
      if one.monomial != other.monomial { return one.monomial < other.monomial }
      return one.coefficient < other.coefficient
    }
    if left.terms.count != right.terms.count { return left.terms.count < right.terms.count }
    return left.constant < right.constant
  }
}
