import RLANetworks
import RLASymbolic

extension ImportRule {
  static let gemms = [
    ImportRule(["Gemm"]) { node throws(ONNXFailure) in try node.gemm() },
    ImportRule(["com.microsoft.FusedGemm"]) { node throws(ONNXFailure) in
      guard let function = try node.fusedFunction() else { return nil }
      let gemm = try node.plainGemm()
      if let layer = try node.linear(gemm, as: { Fused($0, function) }) { return layer }
      return try node.apply(Fused(gemm, function), to: node.inputs)
    },
  ]
}

extension NodeImport {
  /// A linear layer where the model stores the weights, else a product.
  fileprivate func gemm() throws(ONNXFailure) -> [ImportedValue] {
    let gemm = try plainGemm()
    let (a, b, c) = (try input(0, "A"), try input(1, "B"), optional(2))
    for position in 0..<2 {
      guard let shape = fact(position)?.shape, shape.rank != 2 else { continue }
      throw failure(.inputShape(position, expected: "a matrix", found: "\(shape)"))
    }
    if let layer = try linear(gemm) { return layer }
    return try apply(gemm, to: c == nil ? [a, b] : [a, b, c])
  }

  fileprivate func plainGemm() throws(ONNXFailure) -> Gemm {
    Gemm(
      transposesLeft: try flag("transA", default: false),
      transposesRight: try flag("transB", default: false),
      alpha: try float("alpha", default: 1), beta: try float("beta", default: 1))
  }

  /// The linear layer that a product is; nil for a product of another form.
  fileprivate func linear(
    _ gemm: Gemm, as form: (Linear) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue]? {
    if gemm.transposesLeft || gemm.alpha != 1 { return nil }
    if optional(2) != nil, gemm.beta != 1 { return nil }
    return try linear(
      transposed: !gemm.transposesRight, hasBias: optional(2) != nil, as: form)
  }
}
