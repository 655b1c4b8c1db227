import Networks
import Operators

/// Tools that hang a hook on every module and see nothing else.
extension Convention {
  /// The convention of the table that RLA-Net published.
  public static let thopLegacy = thop(
    "thop@0.0.31",
    summary: "Multiply-adds, 2 per batch-norm element, and the additions of average pooling.",
    source: "thop 0.0.31.post2005241907, vision/basic_hooks.py.",
    remarks: [
      "The published RLA-Net table is this count divided by powers of 1024.",
      "A convolution's bias counts one per output element; a linear layer's bias does not count.",
    ],
    convolution: [.multiplyAdds, .bias], batchNormalization: [2 * .n])

  public static let thopCurrent = thop(
    "thop@0.1.1",
    summary: "Multiply-adds, 4 per batch-norm element, and the additions of average pooling.",
    source: "thop 0.1.1.post2209072238, vision/basic_hooks.py and calc_func.py.",
    remarks: ["No bias counts."],
    convolution: [.multiplyAdds], batchNormalization: [4 * .n])

  private static func thop(
    _ id: String, summary: String, source: String, remarks: [String], convolution: [Weight],
    batchNormalization: [Weight]
  ) -> Convention {
    let seen: [Spelling] = [.module]
    return Convention(
      id: id, summary: summary, source: source,
      remarks: remarks + [
        "Functions and operators are not seen: a pooling spelled as a function counts 0.",
        "Group norms have no rule: they and their parameters are missed.",
      ],
      prefix: .binary,
      measures: [
        Measure(
          key: id, unit: "thop MACs",
          rules: [
            .on(.convolution, spelled: seen, count: convolution),
            .on(.linear, spelled: seen, count: [.multiplyAdds]),
            .on(.batchNormalization, spelled: seen, count: batchNormalization),
            .on(.averagePooling, spelled: seen, count: [.m]),
            .on(.globalAveragePooling, spelled: seen, count: [.n, .m]),
          ],
          zero: rearrangements.union(gates).union(rectifiers).union(arithmetic)
            .union([.maxPooling, .groupNormalization]),
          zeroReason: "no rule, or not a module")
      ],
      parameters: ParameterMeasure(key: "\(id):parameters", missed: [.groupNormalization]))
  }

  public static let torchinfo = Convention(
    id: "torchinfo@1.8.0",
    summary: "Every parameter once per position that it is applied at: torchinfo's mult-adds.",
    source: "torchinfo 1.8.0, layer_info.py and model_statistics.py.",
    remarks: [
      "Biases count; a norm counts its parameters once per image, not per element.",
      "Output bytes: 4-byte outputs of layers with parameters, doubled for their gradients.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "torchinfo@1.8.0", unit: "mult-adds",
        rules: [
          .on(.convolution, .linear, spelled: [.module], count: [.multiplyAdds, .bias]),
          .on(
            .batchNormalization, .groupNormalization, spelled: [.module],
            count: [.parametersPerImage]),
        ],
        zero: withoutParameters, zeroReason: "no parameters"),
      Measure(
        key: "torchinfo_output_bytes", unit: "bytes",
        rules: [
          .on(
            .convolution, .linear, .batchNormalization, .groupNormalization, spelled: [.module],
            count: [8 * .m])
        ],
        zero: withoutParameters, zeroReason: "no parameters"),
    ])

  private static let withoutParameters = rearrangements.union(gates).union(rectifiers)
    .union(poolings).union(arithmetic)

  public static let mmcv = Convention(
    id: "mmcv@1.2.7",
    summary: "Multiply-adds with convolution biases, norms, rectifiers and pooling, per image.",
    source: "mmcv 1.2.7, cnn/utils/flops_counter.py.",
    remarks: [
      "A \"FLOP\" is one multiply-add; the total is divided by the batch size.",
      "Group norms count 0 in this version; functions and operators are not seen.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "mmcv@1.2.7", unit: "mmcv FLOPs (1 per MAC)",
        rules: [
          .on(.convolution, spelled: [.module], count: [], perImage: [.multiplyAdds, .bias]),
          .on(.linear, spelled: [.module], count: [], perImage: [.multiplyAdds]),
          .on(.batchNormalization, spelled: [.module], count: [], perImage: [2 * .n]),
          .on(.relu, .relu6, spelled: [.module], count: [], perImage: [.m]),
          .on(
            .maxPooling, .averagePooling, .globalAveragePooling, spelled: [.module], count: [],
            perImage: [.n]),
        ],
        zero: rearrangements.union(gates).union(arithmetic).union([.groupNormalization]),
        zeroReason: "no rule, or not a module")
    ])
}
