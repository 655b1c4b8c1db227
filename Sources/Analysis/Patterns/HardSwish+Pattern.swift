import RLANetworks

extension PatternRule {
  /// `x · min(max(x + 3, 0), 6) / 6`, with the hard sigmoid as one node or spelled.
  static let hardSwish = PatternRule(Pattern.Kind(.hardSwish), [.hardSwish(.value("x"))])
}

extension PatternTerm {
  /// The hard swish in several nodes; `x` has a name, because it stands in it twice.
  static func hardSwish(_ x: PatternTerm) -> PatternTerm {
    let gate = result(of: [.hardSigmoid], [x]) { function in
      guard let parameters = (function as? Activation)?.function.parameters else { return false }
      return zip(parameters, [1.0 / 6, 0.5]).allSatisfy { ($0 - $1).magnitude < 0x1p-22 }
    }
    return .either([
      x * gate, x * hardSigmoid(x), (x * raised(x)) / 6, (x * raised(x)) * .number(1.0 / 6),
      (x / 6) * raised(x),
    ])
  }
}
