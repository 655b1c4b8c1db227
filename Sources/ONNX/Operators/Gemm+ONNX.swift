import RLANetworks
import RLASymbolic

extension ImportRule {
  static let gemms = [
    ImportRule(["Gemm"]) { node throws(ONNXFailure) in try node.gemm() },
    ImportRule(["com.microsoft.FusedGemm"]) { node throws(ONNXFailure) in
      guard let function = try node.fusedFunction() else { return nil }
      return try node.apply(Fused(try node.plainGemm(), function), to: node.inputs)
    },
  ]
}

extension NodeImport {
  /// A linear layer where the model stores the weights in its form, else a product.
  fileprivate func gemm() throws(ONNXFailure) -> [ImportedValue] {
    let gemm = try plainGemm()
    let (a, b, c) = (try input(0, "A"), try input(1, "B"), optional(2))
    if let weights = linearWeights(gemm) {
      let shape = weights[0].fact.shape
      return try layer(
        Linear(shape.dims[1], shape.dims[0], bias: c != nil), weights, to: [a])
    }
    return try apply(gemm, to: c == nil ? [a, b] : [a, b, c])
  }

  fileprivate func plainGemm() throws(ONNXFailure) -> Gemm {
    Gemm(
      transposesLeft: try flag("transA", default: false),
      transposesRight: try flag("transB", default: false),
      alpha: try float("alpha", default: 1), beta: try float("beta", default: 1))
  }

  /// Weight and bias of a linear layer; nil for a product of another form.
  private func linearWeights(_ gemm: Gemm) -> [StoredTensor]? {
    guard !gemm.transposesLeft, gemm.transposesRight, gemm.alpha == 1, gemm.beta == 1,
      let weight = stored(1), weight.isFromFile, weight.fact.shape.rank == 2
    else { return nil }
    if optional(2) == nil { return [weight] }
    guard let bias = stored(2), bias.isFromFile,
      bias.fact.shape == Shape([weight.fact.shape.dims[0]])
    else { return nil }
    return [weight, bias]
  }
}
