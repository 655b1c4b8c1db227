extension Dim: CustomStringConvertible {
  /// Terms in a fixed order, highest degree first and the constant last: `2·N·⌊(H + 1)/2⌋ − 3`.
  public var description: String {
    if isOverflowed { return "(more than 64 bits)" }
    var text = ""
    for term in terms {
      text += Self.separator(before: term.coefficient, isFirst: text.isEmpty)
      let magnitude = term.coefficient.magnitude
      text += magnitude == 1 ? "\(term.monomial)" : "\(magnitude)·\(term.monomial)"
    }
    if constant != 0 || terms.isEmpty {
      text += Self.separator(before: constant, isFirst: text.isEmpty) + "\(constant.magnitude)"
    }
    return text
  }

  private static func separator(before coefficient: Int, isFirst: Bool) -> String {
    switch (isFirst, coefficient < 0) {
    case (true, false): ""
    case (true, true): "−"
    case (false, false): " + "
    case (false, true): " − "
    }
  }

  /// Whether the description needs brackets when something is done to it.
  var isSum: Bool { terms.count + (constant == 0 ? 0 : 1) > 1 }
}

extension Monomial: CustomStringConvertible {
  var description: String {
    factors.map { $0.exponent == 1 ? "\($0.atom)" : "\($0.atom)^\($0.exponent)" }
      .joined(separator: "·")
  }
}

extension Atom: CustomStringConvertible {
  var description: String {
    switch self {
    case .symbol(let symbol): symbol.description
    case .quotient(let numerator, let divisor):
      numerator.isSum ? "⌊(\(numerator))/\(divisor)⌋" : "⌊\(numerator)/\(divisor)⌋"
    }
  }
}
