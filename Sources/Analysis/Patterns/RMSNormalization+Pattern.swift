import RLANetworks
import RLASymbolic

extension PatternRule {
  /// `x / √(mean of x² + ε) · γ`, often computed in 32 bits between two casts.
  static let rmsNormalization = PatternRule(
    Pattern.Kind(RMSNormalization.kind),
    [.optional(PatternTerm.cast, normalized) * .stored("scale"), normalized]
  ) { match in
    guard let axes = match.lastAxes, let epsilon = match.number("epsilon"), !match.isCentered,
      match.shape("scale").map({ match.isTail($0, of: axes) }) ?? true
    else { return nil }
    return [.integers("axes", axes), .number("epsilon", epsilon)]
  }

  private static let normalized = PatternTerm.normalized(.optional(PatternTerm.cast, .value("x")))
}

extension PatternMatch {
  /// Whether x is what is left of another tensor without its mean: the rest of a layer norm that
  /// does not match as one.
  fileprivate var isCentered: Bool {
    let network = shapes.network
    func maker(_ value: ValueID?) -> (node: Node, kind: OperatorKind)? {
      value.flatMap(network.producer).map {
        (network.nodes[$0], network.nodes[$0].kind)
      }
    }
    guard let difference = maker(names.value("x")), difference.kind == .subtraction else {
      return false
    }
    return maker(difference.node.reads[1])?.kind == .mean
  }
}
