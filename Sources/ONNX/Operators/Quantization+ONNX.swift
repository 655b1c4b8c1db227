import RLANetworks
import RLASymbolic

extension ImportRule {
  static let quantizations = [
    ImportRule(Quantization.kind) { node throws(ONNXFailure) in
      let number = try node.int("output_dtype", default: 0)
      let type =
        number == 0 ? ElementType.uint8 : try ONNXType.element(number, of: node.node.place)
      return try node.apply(Quantization(to: type, try node.scale()), to: node.inputs)
    },
    ImportRule(Dequantization.kind) { node throws(ONNXFailure) in
      try node.apply(Dequantization(try node.scale()), to: node.inputs)
    },
    ImportRule(DynamicQuantization.kind) { node throws(ONNXFailure) in
      try node.apply(DynamicQuantization(), to: [try node.input(0, "x")], outputs: 3)
    },
    ImportRule(BlockQuantizedLinear.kind) { node throws(ONNXFailure) in
      let bits = try node.int("bits", default: 4)
      guard (2...8).contains(bits) else {
        throw node.failure(
          .attributeValue("bits", found: "\(bits)", expected: "a number from 2 to 8"))
      }
      return try node.apply(
        BlockQuantizedLinear(
          Dim(try node.positive("K")), Dim(try node.positive("N")), bits: bits,
          block: try node.positive("block_size")),
        to: node.inputs)
    },
    quantized("com.microsoft.QLinearAdd", [0, 3], [1, 2, 4, 5, 6, 7]) { _ in Arithmetic(.add) },
    quantized("com.microsoft.QLinearMul", [0, 3], [1, 2, 4, 5, 6, 7]) { _ in
      Arithmetic(.multiply)
    },
    quantized("com.microsoft.QLinearSigmoid", [0], [1, 2, 3, 4]) { _ in Activation(.sigmoid) },
    quantized("com.microsoft.QLinearLeakyRelu", [0], [1, 2, 3, 4]) { node throws(ONNXFailure) in
      Activation(.leakyReLU(try node.float("alpha", default: 0.01)))
    },
    quantized("com.microsoft.QLinearSoftmax", [0], [1, 2, 3, 4]) { node throws(ONNXFailure) in
      Softmax(axis: try node.int("axis", default: -1))
    },
    quantized("com.microsoft.QGemm", [0, 3, 6], [1, 2, 4, 5, 7, 8]) { node throws(ONNXFailure) in
      Gemm(
        transposesLeft: try node.flag("transA", default: false),
        transposesRight: try node.flag("transB", default: false),
        alpha: try node.float("alpha", default: 1))
    },
    quantized("QLinearMatMul", [0, 3], [1, 2, 4, 5, 6, 7]) { _ in MatMul() },
    ImportRule(["com.microsoft.QLinearConcat"]) { node throws(ONNXFailure) in
      guard let axis = try node.int("axis") else { throw node.failure(.missingAttribute("axis")) }
      // Scale and zero point of the result, then each tensor with its own.
      let first = Array(stride(from: 2, to: node.inputs.count, by: 3))
      let positions = first + first.flatMap { [$0 + 1, $0 + 2] } + [0, 1]
      return try node.apply(
        Quantized(
          Concatenation(axis: axis), node.quantizedResult(zeroPoint: 1), operands: first.count),
        to: positions.map(node.optional))
    },
    ImportRule(["MatMulInteger"]) { node throws(ONNXFailure) in
      let operands = [try node.input(0, "A"), try node.input(1, "B")]
      return try node.apply(
        Quantized(MatMul(), .sums), to: operands + node.parameters([nil, 2, nil, 3]))
    },
    ImportRule(["com.microsoft.MatMulIntegerToFloat"]) { node throws(ONNXFailure) in
      let operands = [try node.input(0, "A"), try node.input(1, "B")]
      return try node.apply(
        Quantized(MatMul(), .real), to: operands + node.parameters([2, 4, 3, 5, nil, nil, 6]))
    },
    ImportRule(["com.microsoft.DynamicQuantizeMatMul"]) { node throws(ONNXFailure) in
      let operands = [try node.input(0, "A"), try node.input(1, "B")]
      return try node.apply(
        Quantized(MatMul(), .real),
        to: operands + node.parameters([nil, nil, 2, 3, nil, nil, 4]))
    },
  ]

  /// An operator on quantized tensors, with its operands among scales and zero points.
  ///
  /// - Parameters:
  ///   - type: The type of the node.
  ///   - operands: The positions of the operands.
  ///   - parameters: Those of scale and zero point of each operand and of the result, whose type is that
  ///     of its zero point.
  ///   - base: The operator on real numbers.
  /// - Returns: The rule for nodes of this type.
  private static func quantized(
    _ type: String, _ operands: [Int], _ parameters: [Int],
    _ base: @escaping @Sendable (NodeImport) throws(ONNXFailure) -> any Operator
  ) -> ImportRule {
    ImportRule([type]) { node throws(ONNXFailure) in
      let result = node.quantizedResult(zeroPoint: parameters[parameters.count - 1])
      return try node.apply(
        Quantized(try base(node), result),
        to: operands.map(node.optional) + node.parameters(parameters))
    }
  }
}

extension NodeImport {
  /// What a quantized operator makes: numbers of the type of a zero point, or real ones without it.
  func quantizedResult(zeroPoint: Int) -> Quantized.Result {
    optional(zeroPoint) == nil ? .real : .rescaled(fact(zeroPoint)?.type ?? fact(0)?.type ?? .uint8)
  }

  /// The inputs in some positions, up to the last one that is there.
  func parameters(_ positions: [Int?]) -> [ImportedValue?] {
    var parameters = positions.map { $0.flatMap(optional) }
    while let last = parameters.last, last == nil { parameters.removeLast() }
    return parameters
  }

  fileprivate func scale() throws(ONNXFailure) -> Scale {
    let block = try int("block_size", default: 0)
    return Scale(axis: try int("axis", default: 1), block: block > 0 ? block : nil)
  }
}
