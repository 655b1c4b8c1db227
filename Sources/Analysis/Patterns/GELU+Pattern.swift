import RLANetworks

extension PatternRule {
  static let gelus = [gelu, geluTanh, geluSigmoid]

  /// `x/2 · (1 + erf(x/√2))`.
  ///
  /// Hendrycks and Gimpel 2016, arXiv 1606.08415.
  private static let gelu = PatternRule(Pattern.Kind(.gelu), halves(of: x, times: distribution)) {
    _ in [.text("approximate", "none")]
  }

  /// `x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³)))`.
  private static let geluTanh = PatternRule(
    Pattern.Kind(.geluTanh), halves(of: x, times: 1 + .tanh(polynomial))
  ) { _ in [.text("approximate", "tanh")] }

  /// `x · sigmoid(1.702·x)`, the form of CLIP.
  private static let geluSigmoid = PatternRule(
    Pattern.Kind("GELU (sigmoid)"), [x * .sigmoid(x * 1.702)]
  ) { _ in [.text("approximate", "sigmoid")] }

  private static let x = PatternTerm.value("x")

  private static let distribution: PatternTerm =
    1 + .erf(.either([x / .number(2.0.squareRoot()), x * .number(0.5.squareRoot())]))

  /// √(2/π)·(x + 0.044715·x³), with the products in any order, or √(2/π)·x·(1 + 0.044715·x²).
  private static let polynomial: PatternTerm = {
    let slope = PatternTerm.number((2 / Double.pi).squareRoot())
    let linear = 0.044715 * x
    let quadratic = PatternTerm.either([0.044715 * .squared(x), linear * x])
    let cube = PatternTerm.either([.power(x, 3), .squared(x) * x])
    let cubic = PatternTerm.either([0.044715 * cube, quadratic * x, linear * .squared(x)])
    return .either([
      slope * (x + cubic), slope * (x * (1 + quadratic)), (slope * x) * (1 + quadratic),
    ])
  }()

  /// The orders in which exporters multiply by one half.
  private static func halves(of x: PatternTerm, times factor: PatternTerm) -> [PatternTerm] {
    [
      half(x * factor), x * half(factor), half(x) * factor,
    ]
  }

  private static func half(_ x: PatternTerm) -> PatternTerm { .either([x * 0.5, x / 2]) }
}
