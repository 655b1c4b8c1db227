import RLANetworks
import RLASymbolic

extension ImportRule {
  static let matrixProducts = [
    ImportRule(["MatMul"]) { node throws(ONNXFailure) in
      if let layer = try node.linear(transposed: true) { return layer }
      return try node.apply(MatMul(), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(TransposedMatMul.kind) { node throws(ONNXFailure) in
      let product = try node.transposedProduct()
      if let layer = try node.linear(product) { return layer }
      return try node.apply(product, to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(["com.microsoft.FusedMatMulActivation"]) { node throws(ONNXFailure) in
      guard let function = try node.fusedFunction() else { return nil }
      let product = try node.transposedProduct()
      if let layer = try node.linear(product, as: { Fused($0, function) }) { return layer }
      return try node.apply(
        Fused(product, function), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(["Einsum"]) { node throws(ONNXFailure) in
      guard case .string(let equation)? = node.attribute("equation") else {
        throw node.failure(.missingAttribute("equation"))
      }
      if node.isLinear(equation), let layer = try node.linear(transposed: true) { return layer }
      return try node.apply(Einsum(equation), to: node.inputs)
    },
  ]
}

extension NodeImport {
  /// The linear layer that a product of a fused node is; nil for a product of another form.
  fileprivate func linear(
    _ product: TransposedMatMul, as form: (Linear) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue]? {
    let exchanges = product.transposesLeft || product.batchesSecond != (false, false)
    if exchanges || product.alpha != 1 { return nil }
    return try linear(transposed: !product.transposesRight, as: form)
  }

  /// Whether an equation sums over the last axis of the first operand and puts an axis of the second
  /// in its place: `bsi,io->bso`.
  fileprivate func isLinear(_ equation: String) -> Bool {
    guard let letters = try? EinsumEquation(equation), letters.operands.count == 2 else {
      return false
    }
    let (left, right) = (letters.operands[0], letters.operands[1])
    return right.count == 2 && right[0] != right[1] && Set(left).count == left.count
      && left.last == right[0] && !left.contains(right[1])
      && letters.output == left.dropLast() + [right[1]]
  }

  /// The product of a fused node.
  fileprivate func transposedProduct() throws(ONNXFailure) -> TransposedMatMul {
    TransposedMatMul(
      transposesLeft: try flag("transA", default: false),
      transposesRight: try flag("transB", default: false),
      batchesSecond: (
        try flag("transBatchA", default: false), try flag("transBatchB", default: false)
      ),
      alpha: try float("alpha", default: 1))
  }
}
