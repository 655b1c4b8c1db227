import RLANetworks
import RLASymbolic

extension ImportRule {
  static let matrixProducts = [
    ImportRule(["MatMul"]) { node throws(ONNXFailure) in
      try node.apply(MatMul(), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(TransposedMatMul.kind) { node throws(ONNXFailure) in
      guard let product = try node.transposedProduct() else { return nil }
      return try node.apply(product, to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(["com.microsoft.FusedMatMulActivation"]) { node throws(ONNXFailure) in
      guard let product = try node.transposedProduct(), let function = try node.fusedFunction()
      else { return nil }
      return try node.apply(
        Fused(product, function), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(["Einsum"]) { node throws(ONNXFailure) in
      guard case .string(let equation)? = node.attribute("equation") else {
        throw node.failure(.missingAttribute("equation"))
      }
      return try node.apply(Einsum(equation), to: node.inputs)
    },
  ]
}

extension NodeImport {
  /// The product of a fused node; nil where batches are to be exchanged too.
  fileprivate func transposedProduct() throws(ONNXFailure) -> TransposedMatMul? {
    if try flag("transBatchA", default: false) { return nil }
    if try flag("transBatchB", default: false) { return nil }
    return TransposedMatMul(
      transposesLeft: try flag("transA", default: false),
      transposesRight: try flag("transB", default: false),
      alpha: try float("alpha", default: 1))
  }
}
