import RLANetworks
import RLASymbolic

extension ImportRule {
  static let matrixProducts = [
    ImportRule(["MatMul"]) { node throws(ONNXFailure) in
      try node.apply(MatMul(), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
    ImportRule(["MatMulInteger"]) { node throws(ONNXFailure) in
      let product = try node.apply(
        MatMul(), to: [try node.input(0, "A"), try node.input(1, "B")])
      return try node.apply(Cast(to: .int32), to: product)
    },
    ImportRule(["QLinearMatMul"]) { node throws(ONNXFailure) in
      let product = try node.apply(
        MatMul(), to: [try node.input(0, "a"), try node.input(3, "b")])
      guard let type = node.fact(7)?.type, type != node.fact(0)?.type else { return product }
      return try node.apply(Cast(to: type), to: product)
    },
    ImportRule(["com.microsoft.FusedMatMul"]) { node throws(ONNXFailure) in
      let left = try node.exchanged(0, "transA", "transBatchA")
      let right = try node.exchanged(1, "transB", "transBatchB")
      guard let left, let right else { return nil }
      return try node.apply(MatMul(), to: [left, right])
    },
    ImportRule(["Einsum"]) { node throws(ONNXFailure) in
      guard case .string(let equation)? = node.attribute("equation") else {
        throw node.failure(.missingAttribute("equation"))
      }
      if node.inputs.count != 2 { return nil }
      return try node.apply(
        Einsum(equation), to: [try node.input(0, "A"), try node.input(1, "B")])
    },
  ]
}

extension NodeImport {
  /// An operand with its last two axes exchanged where an attribute says so; nil where batches are
  /// to be exchanged too.
  fileprivate func exchanged(
    _ position: Int, _ flag: String, _ batchFlag: String
  ) throws(ONNXFailure) -> ImportedValue? {
    let operand = try input(position, "operand")
    if try self.flag(batchFlag, default: false) { return nil }
    if try !self.flag(flag, default: false) { return operand }
    let rank = try rank(position, "operand")
    if rank < 2 { return operand }
    var order = Array(0..<rank)
    order.swapAt(rank - 1, rank - 2)
    return try apply(Transpose(order), to: [operand])[0]
  }
}
