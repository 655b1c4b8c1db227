/// A fact about symbolic sizes that a shape rule needs and cannot prove.
public enum Assumption: Hashable, Sendable {
  /// Both sides are equal.
  case equal(Dim, Dim)
  /// The left side is not smaller than the right one.
  case atLeast(Dim, Dim)

  /// The size is at least 1, so that a window fits into its input.
  public static func positive(_ size: Dim) -> Assumption { .atLeast(size, 1) }

  /// The verdict of a comparison that may involve symbols.
  public enum Verdict: Hashable, Sendable {
    case proved
    case refuted
    case undecided
  }

  /// Whether the normal forms prove or refute the fact.
  public var verdict: Verdict {
    let isTrue =
      switch self {
      case .equal(let left, let right): left.isEqual(to: right)
      case .atLeast(let left, let right): left.isLess(than: right).map { !$0 }
      }
    return isTrue.map { $0 ? .proved : .refuted } ?? .undecided
  }

  /// The fact without common factors, and with the sides of an equality in a fixed order, so that
  /// it is recorded only once.
  ///
  /// It is equivalent to the fact.
  public var normalized: Assumption {
    switch self {
    case .equal(let left, let right):
      let (left, right) = Dim.withoutCommonFactor(left, right)
      return right < left ? .equal(right, left) : .equal(left, right)
    case .atLeast(let left, let right):
      let (left, right) = Dim.withoutCommonFactor(left, right)
      return .atLeast(left, right)
    }
  }

  /// The left side minus the right one: 0 where the sides are equal, and not negative where the
  /// left one is at least the right one.
  public var difference: Dim {
    switch self {
    case .equal(let left, let right), .atLeast(let left, let right): left - right
    }
  }

  public var symbols: Set<Symbol> {
    switch self {
    case .equal(let left, let right), .atLeast(let left, let right):
      left.symbols.union(right.symbols)
    }
  }

  /// Whether the fact holds where every symbol has the given value.
  ///
  /// - Throws: `EvaluationFailure` where a symbol is unbound or a step leaves the 64-bit range.
  public func holds(at bindings: [Symbol: Int]) throws(EvaluationFailure) -> Bool {
    switch self {
    case .equal(let left, let right):
      try left.evaluated(at: bindings) == right.evaluated(at: bindings)
    case .atLeast(let left, let right):
      try left.evaluated(at: bindings) >= right.evaluated(at: bindings)
    }
  }
}

extension Assumption: CustomStringConvertible {
  public var description: String {
    switch self {
    case .equal(let left, let right): "\(left) = \(right)"
    case .atLeast(let left, let right): "\(left) ≥ \(right)"
    }
  }
}

extension Dim {
  /// Both sides divided by the largest number and the symbols that divide them and are at least 1.
  fileprivate static func withoutCommonFactor(_ left: Dim, _ right: Dim) -> (Dim, Dim) {
    let factor = commonFactor(left, right)
    guard factor != 1, let shortLeft = left.exactQuotient(by: factor),
      let shortRight = right.exactQuotient(by: factor)
    else { return (left, right) }
    return (shortLeft, shortRight)
  }

  private static func commonFactor(_ left: Dim, _ right: Dim) -> Dim {
    let terms = left.terms + right.terms
    let constants = gcd(left.constant.magnitude, right.constant.magnitude)
    let number = terms.reduce(constants) { gcd($0, $1.coefficient.magnitude) }
    guard var factor = Int(exactly: number).map({ Dim($0) }), factor != 0 else { return 1 }
    guard constants == 0, let first = terms.first else { return factor }
    for case .symbol(let symbol) in first.monomial.factors.map(\.atom) where !symbol.isUnknown {
      // An unknown size or a floor may be 0, and must not be canceled.
      let exponent = terms.map { $0.monomial.degree(in: [symbol]) }.min() ?? 0
      for _ in 0..<exponent { factor *= Dim(symbol) }
    }
    return factor
  }
}
