import RLANetworks
import RLASymbolic

extension PatternRule {
  /// `x · W + b` with stored W and b: how exporters write a linear layer of more than two axes.
  static let linear = PatternRule(
    Pattern.Kind(Linear.kind), [product + .stored("bias")]
  ) { match in
    let columns =
      match.operators("linear", as: Linear.self).first?.outputFeatures
      ?? match.shape("weight").flatMap { $0.rank == 2 ? $0.dims[1] : nil }
    guard let columns, let bias = match.shape("bias"), bias.elements == columns,
      bias.dims.last == columns, bias.rank <= match.result.rank
    else { return nil }
    return []
  }

  private static let x = PatternTerm.value("x")
  /// The product is a layer where the importer knows the matrix as its weight.
  private static let product = PatternTerm.either([
    .result(of: [MatMul.kind], [x, .stored("weight")]),
    .result(of: [Linear.kind], [x], named: "linear") { ($0 as? Linear)?.hasBias == false },
  ])
}
