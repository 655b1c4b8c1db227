import RLANetworks

extension PatternRule {
  /// `x · tanh(ln(1 + eˣ))`.
  ///
  /// Misra 2019, arXiv 1908.08681.
  static let mish = PatternRule(
    Pattern.Kind(.mish),
    [x * .tanh(.either([.softplus(x), .logarithm(1 + .exponential(x))]))])

  private static let x = PatternTerm.value("x")
}
