import RLANetworks

extension PatternRule {
  /// `x · sigmoid(x)`, of a swish with a slope of 1 written out too.
  static let silu = PatternRule(
    Pattern.Kind(.silu), [x * .sigmoid(x * 1), .silu(x)])

  private static let x = PatternTerm.value("x")
}

extension PatternTerm {
  /// The SiLU in two nodes; `x` has a name, because it stands in it twice.
  static func silu(_ x: PatternTerm) -> PatternTerm { x * .sigmoid(x) }
}
