import RLANetworks

extension ImportRule {
  static let quantizations = [
    ImportRule(["QuantizeLinear", "com.microsoft.QuantizeLinear"]) { node throws(ONNXFailure) in
      let number = try node.int("output_dtype", default: 0)
      let type =
        number == 0 ? ElementType.uint8 : try ONNXType.element(number, of: node.node.place)
      return try node.apply(Quantize(to: type), to: node.inputs)
    },
    ImportRule(["DequantizeLinear", "com.microsoft.DequantizeLinear"]) {
      node throws(ONNXFailure) in
      try node.apply(Dequantize(), to: node.inputs)
    },
    ImportRule(DynamicQuantize.kind) { node throws(ONNXFailure) in
      try node.apply(DynamicQuantize(), to: [try node.input(0, "x")], outputs: 3)
    },
  ]
}
