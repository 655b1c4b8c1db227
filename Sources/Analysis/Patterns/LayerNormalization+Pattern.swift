import RLANetworks
import RLASymbolic

extension PatternRule {
  /// `(x − μ) / √(σ² + ε) · γ + β`, as exporters spell it before version 17 of the operators.
  ///
  /// Both means go over the last axes, and γ and β have the sizes of these.
  static let layerNormalization = PatternRule(
    Pattern.Kind(LayerNormalization.kind),
    [
      normalized * .stored("scale") + .stored("shift"), normalized * .stored("scale"), normalized,
    ]
  ) { match in
    guard let axes = match.lastAxes, let epsilon = match.number("epsilon") else { return nil }
    for name in ["scale", "shift"] {
      if let shape = match.shape(name), !match.isTail(shape, of: axes) { return nil }
    }
    return [.integers("axes", axes), .number("epsilon", epsilon)]
  }

  private static let x = PatternTerm.value("x")
  /// Some exporters subtract once and some twice, so the difference need not be one value.
  private static let centered = x - .mean(x)
  private static let normalized = PatternTerm.normalized(centered)
}

extension PatternTerm {
  /// A tensor divided by the root of the mean of its squares and of ε.
  static func normalized(_ x: PatternTerm) -> PatternTerm {
    let variance = mean(squared(x)) + .stored("epsilon")
    return .either([
      x / squareRoot(variance), x * reciprocal(squareRoot(variance)),
      x * (1 / squareRoot(variance)),
      x * power(variance, -0.5),
    ])
  }
}

extension PatternMatch {
  /// The axes of the means, counted from the end; nil where they are not the last axes of x, or not
  /// the same in all means.
  var lastAxes: [Int]? {
    let means = operators("mean", as: Reduction.self)
    guard let rank = shape("x")?.rank, let first = means.first?.axes else { return nil }
    func fromEnd(_ axes: [Int]) -> [Int] { axes.map { $0 < 0 ? $0 : $0 - rank }.sorted() }
    let axes = fromEnd(first)
    guard means.allSatisfy({ $0.axes.map(fromEnd) == axes }), axes == Array(-axes.count..<0) else {
      return nil
    }
    return axes
  }

  /// Whether a tensor has the sizes that x has along its last axes.
  func isTail(_ tensor: Shape, of axes: [Int]) -> Bool {
    tensor.rank == axes.count && shape("x")?.dims.suffix(axes.count) == tensor.dims[...]
  }
}
