import RLANetworks
import RLASymbolic

extension PatternRule {
  /// `softmax(q·kᵀ·s + mask)·v`, where q or k may be scaled before their product.
  ///
  /// How q, k and v get their heads is not part of it. Vaswani et al. 2017, arXiv 1706.03762.
  static let attention = PatternRule(
    Pattern.Kind(Attention.kind), [.result(of: products, [weights, .value("v")])]
  ) { match in
    guard let axis = match.operators("softmax", as: Softmax.self).first?.axis,
      let rank = match.output("softmax")?.rank, axis == -1 || axis == rank - 1
    else { return nil }
    var scale = 1.0
    for (name, sign) in [("scale", 1.0), ("query scale", 1), ("key scale", 1), ("divisor", -1)] {
      guard let fact = match.fact(name) else { continue }
      guard fact.shape.elements == 1 else { return nil }
      // What the network computes from sizes is a scale too, of a value that only running tells.
      scale *= match.number(name).map { sign < 0 ? 1 / $0 : $0 } ?? .nan
    }
    return scale.isNaN ? [] : [.number("scale", scale)]
  }

  private static let products = [MatMul.kind, TransposedMatMul.kind]

  /// Rows become columns: the last axis of the result is another one of the input.
  private static let turned = PatternTerm.result(of: [Transpose.kind], [.value("k")]) { function in
    guard let order = (function as? Transpose)?.permutation else { return false }
    return order.last != order.count - 1
  }

  private static let keys = PatternTerm.either([
    .reshape(
      .result(of: [Transpose.kind], [.reshape(.value("k"))]) {
        ($0 as? Transpose)?.permutation == [0, 2, 1]
      }), turned, .value("k"),
  ])

  private static let turnedKeys = PatternTerm.named("keys", keys)

  private static let product = PatternTerm.result(
    of: products,
    [
      .either([scaled(.value("q"), "query scale"), .value("q")]),
      .either([scaled(turnedKeys, "key scale"), turnedKeys]),
    ])

  private static let scores = PatternTerm.either([
    scaled(product, "scale"), product / .operand("divisor"), product,
  ])

  private static func scaled(_ x: PatternTerm, _ name: String) -> PatternTerm {
    x * .operand(name)
  }

  /// A mask or bias is added, or chooses between scores and a number.
  private static func masked(_ scores: PatternTerm, _ number: Int) -> PatternTerm {
    let mask = PatternTerm.operand("mask \(number)")
    return .either([
      scores + mask, .reshape(.reshape(scores) + mask),
      .result(of: [Where.kind], [mask, scores, .operand("fill \(number)")]), scores,
    ])
  }

  private static let softmax = PatternTerm.named(
    "weights",
    .result(of: [Softmax.kind], [masked(masked(scores, 1), 2)], named: "softmax"))

  /// Rows of which a mask leaves nothing become 0 in newer exports.
  private static let weights = PatternTerm.either([
    softmax,
    .result(
      of: [Where.kind],
      [.result(of: [TestFunction.isNaN.kind], [softmax]), .operand("zero"), softmax]),
  ])
}
