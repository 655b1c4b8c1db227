import RLANetworks

extension PatternRule {
  /// `min(max(x + 3, 0), 6) / 6`.
  static let hardSigmoid = PatternRule(
    Pattern.Kind(.hardSigmoid), [.hardSigmoid(.value("x"))]
  ) { _ in [.number("alpha", 1.0 / 6), .number("beta", 0.5)] }
}

extension PatternTerm {
  /// `min(max(x + 3, 0), 6)`.
  static func raised(_ x: PatternTerm) -> PatternTerm { .result(of: [.relu6], [x + 3]) }

  /// The hard sigmoid in several nodes.
  static func hardSigmoid(_ x: PatternTerm) -> PatternTerm {
    .either([raised(x) / 6, raised(x) * .number(1.0 / 6)])
  }
}
