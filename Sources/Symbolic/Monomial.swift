/// What a monomial multiplies: a symbol, or a floor quotient that no rule can simplify.
indirect enum Atom: Hashable, Sendable {
  case symbol(Symbol)
  /// `⌊numerator / divisor⌋` with `divisor > 1` and the numerator in the form that
  /// `Dim.floorDivided(by:)` returns.
  case quotient(numerator: Dim, divisor: Int)
}

/// A product of atoms, each to a positive power, in ascending order of the atoms.
struct Monomial: Hashable, Sendable {
  struct Factor: Hashable, Sendable {
    var atom: Atom
    var exponent: Int
  }

  let factors: [Factor]

  init(_ atom: Atom) {
    factors = [Factor(atom: atom, exponent: 1)]
  }

  private init(factors: [Factor]) {
    self.factors = factors
  }

  var degree: Int { factors.reduce(0) { $0 + $1.exponent } }

  /// The atom, where the monomial is that atom alone.
  var soleAtom: Atom? {
    factors.count == 1 && factors[0].exponent == 1 ? factors[0].atom : nil
  }

  static func * (left: Monomial, right: Monomial) -> Monomial {
    var merged: [Factor] = []
    merged.reserveCapacity(left.factors.count + right.factors.count)
    var rest = right.factors[...]
    for factor in left.factors {
      while let next = rest.first, next.atom < factor.atom {
        merged.append(next)
        rest.removeFirst()
      }
      if let next = rest.first, next.atom == factor.atom {
        merged.append(Factor(atom: factor.atom, exponent: factor.exponent + next.exponent))
        rest.removeFirst()
      } else {
        merged.append(factor)
      }
    }
    return Monomial(factors: merged + rest)
  }

  /// The quotient of `self` and `divisor`: `.some(nil)` where it is 1, nil where there is none.
  func quotient(by divisor: Monomial) -> Monomial?? {
    var remaining: [Factor] = []
    var wanted = divisor.factors[...]
    for factor in factors {
      guard let next = wanted.first, next.atom == factor.atom else {
        remaining.append(factor)
        continue
      }
      guard factor.exponent >= next.exponent else { return nil }
      if factor.exponent > next.exponent {
        remaining.append(
          Factor(atom: factor.atom, exponent: factor.exponent - next.exponent))
      }
      wanted.removeFirst()
    }
    guard wanted.isEmpty else { return nil }
    return .some(remaining.isEmpty ? nil : Monomial(factors: remaining))
  }
}

extension Atom: Comparable {
  /// Symbols before quotients; quotients by divisor, so that the finest resolution comes first.
  static func < (left: Atom, right: Atom) -> Bool {
    switch (left, right) {
    case (.symbol(let left), .symbol(let right)): left < right
    case (.symbol, .quotient): true
    case (.quotient, .symbol): false
    case (.quotient(let leftPart, let leftDivisor), .quotient(let rightPart, let rightDivisor)):
      leftDivisor == rightDivisor ? leftPart < rightPart : leftDivisor < rightDivisor
    }
  }
}

extension Monomial: Comparable {
  /// Higher degrees first, then by the factors in order: the order of printing.
  static func < (left: Monomial, right: Monomial) -> Bool {
    if left.degree != right.degree { return left.degree > right.degree }
    for (one, other) in zip(left.factors, right.factors) where one != other {
      if one.atom != other.atom { return one.atom < other.atom }
      return one.exponent > other.exponent
    }
    return left.factors.count < right.factors.count
  }
}
