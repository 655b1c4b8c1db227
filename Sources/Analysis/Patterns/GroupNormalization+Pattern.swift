import RLANetworks
import RLASymbolic

extension PatternRule {
  /// An instance norm of N×groups×rest, whose result gets the shape of x again and then a scale and
  /// a shift for each channel.
  ///
  /// Where sizes are free, the shape of x is a node too.
  static let groupNormalization = PatternRule(
    Pattern.Kind(GroupNormalization.kind),
    [
      restored * .stored("scale") + .stored("shift"),
      restored,
    ]
  ) { match in
    guard let norm = match.operators("norm", as: InstanceNormalization.self).first,
      let groups = norm.channels.value, let x = match.shape("x"), match.result == x,
      match.output("groups")?.dims.first == x.dims.first
    else { return nil }
    for name in ["scale", "shift"] {
      if let shape = match.shape(name), !shape.isPerChannel(of: x) { return nil }
    }
    return [.integers("num_groups", [groups]), .number("epsilon", norm.epsilon)]
  }

  private static let x = PatternTerm.value("x")
  private static let norm = PatternTerm.result(
    of: [InstanceNormalization.kind],
    [.result(of: [Reshape.kind], [x], named: "groups")], named: "norm"
  ) { ($0 as? InstanceNormalization)?.isAffine == false }
  private static let restored = PatternTerm.either([
    .result(of: [Reshape.kind], [norm, .result(of: [ShapeOf.kind], [x])]), .reshape(norm),
  ])
}

extension Shape {
  /// Whether a tensor has one element for each channel of another, N×C×spatial.
  fileprivate func isPerChannel(of other: Shape) -> Bool {
    guard other.rank > 2 else { return false }
    let sizes = dims.drop { $0 == 1 }
    return sizes.count == other.rank - 1 && sizes.first == other.dims[1]
      && sizes.dropFirst().allSatisfy { $0 == 1 } && rank <= other.rank
  }
}
