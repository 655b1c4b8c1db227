import Networks
import Operators

/// Tools that trace or dispatch, so that they see every operation however it is written.
extension Convention {
  public static let fvcore = Convention(
    id: "fvcore@0.1.5",
    summary: "Multiply-adds, 2 per batch-norm and 5 per group-norm element, global pooling.",
    source: "fvcore 0.1.5.post20221221, nn/flop_count.py and jit_handles.py.",
    remarks: ["A \"flop\" is one multiply-add. Biases, window pooling and activations count 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "fvcore@0.1.5", unit: "fvcore flops (1 per MAC)", rules: fvcoreRules,
        zero: fvcoreZeros, zeroReason: "ignored or unsupported by the tool")
    ])

  public static let mmengine = Convention(
    id: "mmengine@0.10.7",
    summary: "fvcore's rules; beside them the output elements of convolutions and linear layers.",
    source: "mmengine 0.10.7, analysis/complexity_analysis.py and jit_analysis.py.",
    remarks: ["A \"flop\" is one multiply-add. Biases, window pooling and activations count 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "mmengine@0.10.7", unit: "mmengine flops (1 per MAC)", rules: fvcoreRules,
        zero: fvcoreZeros, zeroReason: "ignored or unsupported by the tool"),
      Measure(
        key: "mmengine_activations", unit: "elements",
        rules: [.on(.convolution, .transposedConvolution, .linear, count: [.m])],
        zero: allButProducts, zeroReason: "not a matrix product"),
    ])

  private static let fvcoreZeros = rearrangements.union(gates).union(rectifiers)
    .union(arithmetic).union([.maxPooling, .averagePooling])

  private static let fvcoreRules: [Rule] = [
    .on(.convolution, .transposedConvolution, .linear, count: [.multiplyAdds]),
    .on(.nearestResize, count: [.m]),
    .on(.batchNormalization, count: [2 * .n]),
    .on(.groupNormalization, count: [5 * .n]),
    .on(.globalAveragePooling, count: [.n]),
  ]

  public static let ptflopsATen = Convention(
    id: "ptflops-aten@0.7.5",
    summary: "Multiply-adds and biases of convolutions and linear layers.",
    source: "ptflops 0.7.5, backend aten, aten_ops.py.",
    remarks: [],
    prefix: .si,
    measures: [
      Measure(
        key: "ptflops-aten@0.7.5", unit: "ptflops MACs",
        rules: [
          .on(.convolution, .transposedConvolution, .linear, count: [.multiplyAdds, .bias])
        ],
        zero: allButProducts, zeroReason: "not a matrix product")
    ])

  public static let torchprofile = Convention(
    id: "torchprofile@0.1.0",
    summary: "Multiply-adds, 1 per norm element, and outputs of means and multiplications.",
    source: "torchprofile 0.1.0, handlers.py.",
    remarks: ["Additions, activations and max pooling count 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "torchprofile@0.1.0", unit: "torchprofile MACs",
        rules: [
          .on(.convolution, .linear, count: [.multiplyAdds]),
          .on(.transposedConvolution, count: [.multiplyAddsAtOutputs]),
          .on(.batchNormalization, .groupNormalization, count: [.m]),
          .on(.averagePooling, .globalAveragePooling, .multiplication, count: [.m]),
        ],
        zero: rearrangements.union(gates).union(rectifiers)
          .union([.maxPooling, .addition, .complement, .nearestResize]),
        zeroReason: "zero by the tool's list")
    ])

  public static let torchFlopCounter = flopCounter(
    "torch-flop-counter@2.13", weightGradient: .weightGradientTimesGroups,
    remarks: [
      "The weight gradient of a grouped convolution is multiplied by its groups, which is wrong "
        + "(pytorch/pytorch#183405); torch-flop-counter-exact@2.13 gives the true number."
    ])

  public static let torchFlopCounterExact = flopCounter(
    "torch-flop-counter-exact@2.13", weightGradient: .weightGradient,
    remarks: ["FlopCounterMode without its error in the weight gradient of grouped convolutions."])

  private static func flopCounter(
    _ id: String, weightGradient: Weight, remarks: [String]
  ) -> Convention {
    Convention(
      id: id,
      summary: "2 per multiply-add of convolutions and linear layers, forward and with backward.",
      source: "torch 2.13.0, utils/flop_counter.py.",
      remarks: remarks + [
        "Training is forward plus backward of output.sum(); the input wants no gradient."
      ],
      prefix: .si,
      measures: [
        Measure(
          key: "\(id):forward", unit: "FLOPs (2 per MAC)",
          rules: [
            .on(.convolution, .transposedConvolution, .linear, count: [2 * .multiplyAdds])
          ],
          zero: allButProducts, zeroReason: "not a matrix product"),
        Measure(
          key: "\(id):training", unit: "FLOPs (2 per MAC)",
          rules: [
            .on(
              .convolution, .transposedConvolution, .linear,
              count: [2 * .multiplyAdds, 2 * .inputGradient, 2 * weightGradient])
          ],
          zero: allButProducts, zeroReason: "not a matrix product"),
      ])
  }
}
