/// A notation for formulas: for people, for a typesetter or for a compiler.
public struct FormulaNotation: Sendable {
  /// The sign between factors.
  let times: String
  let minus: String
  let symbol: @Sendable (Symbol) -> String
  let power: @Sendable (_ base: String, _ exponent: Int) -> String
  /// `⌊numerator / divisor⌋`; the flag says whether the numerator is a sum.
  let quotient: @Sendable (_ numerator: String, _ isSum: Bool, _ divisor: Int) -> String
  /// A ratio of two positive numbers in front of a term.
  let ratio: @Sendable (_ numerator: UInt, _ denominator: UInt) -> String

  /// Plain text: `2·N·⌊(H + 1)/2⌋^2`.
  public static let text = FormulaNotation(
    times: "·", minus: "−",
    symbol: { $0.name },
    power: { "\($0)^\($1)" },
    quotient: { $1 ? "⌊(\($0))/\($2)⌋" : "⌊\($0)/\($2)⌋" },
    ratio: { "\($0)/\($1)" })

  /// LaTeX, without math delimiters.
  public static let latex = FormulaNotation(
    times: " \\, ", minus: "-",
    symbol: { $0.name.count == 1 ? $0.name : "\\mathit{\(underscoresEscaped($0.name))}" },
    power: { "{\($0)}^{\($1)}" },
    quotient: { numerator, _, divisor in
      "\\left\\lfloor \\frac{\(numerator)}{\(divisor)} \\right\\rfloor"
    },
    ratio: { "\\frac{\($0)}{\($1)}" })

  private static func underscoresEscaped(_ name: String) -> String {
    name.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "\\_")
  }

  /// An expression over integers in Python 3.
  public static let python = FormulaNotation(
    times: " * ", minus: "-",
    symbol: { $0.name },
    power: { "\($0)**\($1)" },
    quotient: { $1 ? "((\($0)) // \($2))" : "(\($0) // \($2))" },
    ratio: { "\($0) / \($1)" })

  /// An expression over `Int` in Swift.
  ///
  /// Division rounds toward zero, which equals the floor here, since no numerator in normal form
  /// has negative coefficients.
  public static let swift = FormulaNotation(
    times: " * ", minus: "-",
    symbol: { $0.name },
    power: { Array(repeating: $0, count: $1).joined(separator: " * ") },
    quotient: { $1 ? "((\($0)) / \($2))" : "(\($0) / \($2))" },
    ratio: { "\($0) / \($1)" })
}

/// A term of a formula in a notation, with its sign apart.
package struct WrittenTerm: Hashable, Sendable {
  package let isNegative: Bool
  package let text: String
}

extension Dim {
  /// The formula in a notation: highest degree first and the constant last.
  public func written(in notation: FormulaNotation) -> String {
    if isOverflowed { return "(more than 64 bits)" }
    return notation.sum(writtenTerms(in: notation))
  }

  /// The terms of the formula, at least one.
  package func writtenTerms(in notation: FormulaNotation) -> [WrittenTerm] {
    written(in: notation, over: { _ in 1 })
  }

  /// The terms, with each coefficient divided by the `denominator` of its monomial.
  func written(
    in notation: FormulaNotation, over denominator: (Monomial) -> Int
  ) -> [WrittenTerm] {
    var written = terms.map { term in
      let divisor = UInt(denominator(term.monomial))
      let magnitude = term.coefficient.magnitude
      let common = gcd(magnitude, divisor)
      let coefficient =
        divisor == common
        ? "\(magnitude / common)" : notation.ratio(magnitude / common, divisor / common)
      let product = term.monomial.written(in: notation)
      return WrittenTerm(
        isNegative: term.coefficient < 0,
        text: coefficient == "1" ? product : coefficient + notation.times + product)
    }
    if constant != 0 || terms.isEmpty {
      written.append(WrittenTerm(isNegative: constant < 0, text: "\(constant.magnitude)"))
    }
    return written
  }

  /// Whether the description needs parentheses as an operand.
  var isSum: Bool { terms.count + (constant == 0 ? 0 : 1) > 1 }
}

extension FormulaNotation {
  /// Terms with their signs between them: `a − b + c`.
  func sum(_ terms: [WrittenTerm]) -> String {
    var text = ""
    for term in terms {
      switch (text.isEmpty, term.isNegative) {
      case (true, false): text += term.text
      case (true, true): text += minus + term.text
      case (false, false): text += " + " + term.text
      case (false, true): text += " \(minus) " + term.text
      }
    }
    return text
  }
}

extension Monomial {
  func written(in notation: FormulaNotation) -> String {
    factors.map { factor in
      let base = factor.atom.written(in: notation)
      return factor.exponent == 1 ? base : notation.power(base, factor.exponent)
    }
    .joined(separator: notation.times)
  }
}

extension Atom {
  fileprivate func written(in notation: FormulaNotation) -> String {
    switch self {
    case .symbol(let symbol): notation.symbol(symbol)
    case .quotient(let numerator, let divisor):
      notation.quotient(numerator.written(in: notation), numerator.isSum, divisor)
    }
  }
}
