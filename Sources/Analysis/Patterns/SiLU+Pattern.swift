import RLANetworks

extension PatternRule {
  /// `x · sigmoid(x)`.
  static let silu = PatternRule(Pattern.Kind(.silu), [.silu(.value("x"))])
}

extension PatternTerm {
  /// The SiLU in two nodes; `x` has a name, because it stands in it twice.
  static func silu(_ x: PatternTerm) -> PatternTerm { x * .sigmoid(x) }
}
