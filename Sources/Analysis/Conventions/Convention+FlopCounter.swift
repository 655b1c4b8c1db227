import RLAText

/// FlopCounterMode of PyTorch, which sees every operation that is dispatched.
extension Convention {
  public static let torchFlopCounter = flopCounter(
    "torch-flop-counter@2.13", weightGradient: .weightGradientTimesGroups,
    remarks: [
      "The weight gradient of a grouped convolution is multiplied by its groups, which is wrong "
        + "(pytorch/pytorch#183405); torch-flop-counter-exact@2.13 gives the true number."
    ])

  public static let torchFlopCounterExact = flopCounter(
    "torch-flop-counter-exact@2.13", weightGradient: .weightGradient,
    remarks: ["FlopCounterMode without its error in the weight gradient of grouped convolutions."])

  /// Not keys of the tools: these layers are dispatched as the products of their steps.
  ///
  /// An LSTM is one operation, for which FlopCounterMode and the aten backend of ptflops have no
  /// rule.
  /// The product that PyTorch makes of an einsum is a bmm too.
  static let dispatchedProducts: [ToolKey] = [
    "aten::gru", "aten::rnn_tanh", "aten::rnn_relu", "aten::bmm(einsum)",
  ]

  private static func flopCounter(
    _ id: String, weightGradient: Term, remarks: [String]
  ) -> Convention {
    func measure(_ key: String, _ terms: [Term]) -> Measure {
      let keys: [ToolKey] = [
        "aten::convolution", "aten::_convolution", "aten::mm", "aten::addmm", "aten::bmm",
        "aten::baddbmm",
      ]
      return Measure(
        key: "\(id):\(key)", unit: "FLOPs (2 per MAC)", sight: .operations,
        rules: [.on(keys + dispatchedProducts, count: terms)])
    }
    return Convention(
      id: id,
      summary: "2 per multiply-add of convolutions and linear layers, forward pass and training.",
      source: "torch 2.13.0, utils/flop_counter.py.",
      remarks: remarks + [
        "Training is the forward and backward pass of output.sum(); the input needs no gradient."
      ],
      prefix: .si,
      measures: [
        measure("forward", [2 * .multiplyAdds]),
        measure("training", [2 * .multiplyAdds, 2 * .inputGradient, 2 * weightGradient]),
      ])
  }
}
