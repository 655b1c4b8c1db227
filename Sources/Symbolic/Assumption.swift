/// A fact about symbolic sizes that a shape rule needs and cannot prove.
public enum Assumption: Hashable, Sendable {
  /// Both sides are equal.
  case equal(Dim, Dim)
  /// The size is at least 1: a window fits into what it slides over.
  case positive(Dim)

  /// The verdict of a comparison that may involve symbols.
  public enum Verdict: Hashable, Sendable {
    case proved
    case refuted
    case undecided
  }

  /// What the normal forms say about the fact.
  public var verdict: Verdict {
    switch self {
    case .equal(let left, let right):
      let difference = left - right
      if difference == 0 { return .proved }
      return difference.value == nil ? .undecided : .refuted
    case .positive(let size):
      if let bound = size.lowerBound, bound >= 1 { return .proved }
      return size.value == nil ? .undecided : .refuted
    }
  }

  /// The fact with its sides in a fixed order, so that it is recorded once however it was met.
  public var normalized: Assumption {
    guard case .equal(let left, let right) = self, right < left else { return self }
    return .equal(right, left)
  }

  public var symbols: Set<Symbol> {
    switch self {
    case .equal(let left, let right): left.symbols.union(right.symbols)
    case .positive(let size): size.symbols
    }
  }

  /// Whether the fact holds where every symbol has the given value.
  ///
  /// - Throws: `EvaluationFailure` where a symbol is unbound or a step leaves the 64-bit range.
  public func holds(at bindings: [Symbol: Int]) throws(EvaluationFailure) -> Bool {
    switch self {
    case .equal(let left, let right):
      try left.evaluated(at: bindings) == right.evaluated(at: bindings)
    case .positive(let size):
      try size.evaluated(at: bindings) >= 1
    }
  }
}

extension Assumption: CustomStringConvertible {
  public var description: String {
    switch self {
    case .equal(let left, let right): "\(left) = \(right)"
    case .positive(let size): "\(size) ≥ 1"
    }
  }
}
