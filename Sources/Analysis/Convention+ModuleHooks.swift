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

  /// thop on the same network written with the plain classes of PyTorch.
  public static let thopPlain = thop(
    "thop-plain@0.1.1",
    summary: "thop 0.1.1, had every wrapper around a layer been the layer itself.",
    source: "thop 0.1.1.post2209072238; differs from thop@0.1.1 only where code subclasses layers.",
    remarks: ["No bias counts."],
    convolution: [.multiplyAdds], batchNormalization: [4 * .n], seen: [.module, .subclass])

  private static func thop(
    _ id: String, summary: String, source: String, remarks: [String], convolution: [Weight],
    batchNormalization: [Weight], seen: [Spelling] = [.module]
  ) -> Convention {
    let transposed = convolution.map { $0 == .multiplyAdds ? .multiplyAddsAtOutputs : $0 }
    return Convention(
      id: id, summary: summary, source: source,
      remarks: remarks + [
        "A transposed convolution counts one kernel per output position, more than it computes.",
        "Functions and operators are not seen: a pooling spelled as a function counts 0.",
        "Group norms have no rule: they and their parameters are missed.",
      ],
      prefix: .binary,
      measures: [
        Measure(
          key: id, unit: "thop MACs",
          rules: [
            .on(.convolution, spelled: seen, count: convolution),
            .on(.transposedConvolution, spelled: seen, count: transposed),
            .on(.linear, spelled: seen, count: [.multiplyAdds]),
            .on(.batchNormalization, spelled: seen, count: batchNormalization),
            .on(.averagePooling, spelled: seen, count: [.m]),
            .on(.globalAveragePooling, spelled: seen, count: [.n, .m]),
          ],
          zero: rearrangements.union(gates).union(rectifiers).union(arithmetic)
            .union([.maxPooling, .groupNormalization, .nearestResize]),
          zeroReason: "no rule, or not a module of that exact class")
      ],
      parameters: ParameterMeasure(
        key: "\(id):parameters", missed: [.groupNormalization],
        missedSpellings: Set(Spelling.allCases).subtracting(seen), countsFrozen: true))
  }

  public static let torchinfo = Convention(
    id: "torchinfo@1.8.0",
    summary: "Parameters times output positions, those of norms times images: mult-adds.",
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
          .on(.convolution, .linear, spelled: anyModule, count: [.multiplyAdds, .bias]),
          .on(.transposedConvolution, spelled: anyModule, count: [.multiplyAddsAtOutputs, .bias]),
          .on(
            .batchNormalization, .groupNormalization, spelled: anyModule,
            count: [.parametersPerImage]),
        ],
        zero: withoutParameters, zeroReason: "no parameters"),
      Measure(
        key: "torchinfo_output_bytes", unit: "bytes",
        rules: [
          .on(
            .convolution, .transposedConvolution, .linear, .batchNormalization,
            .groupNormalization, spelled: anyModule, count: [8 * .m])
        ],
        zero: withoutParameters, zeroReason: "no parameters"),
    ])

  /// Modules and subclasses of them.
  private static let anyModule: [Spelling] = [.module, .subclass]

  private static let withoutParameters = rearrangements.union(gates).union(rectifiers)
    .union(poolings).union(arithmetic).union([.nearestResize])

  public static let mmcv = Convention(
    id: "mmcv@1.2.7",
    summary: "Multiply-adds with convolution biases, norms, rectifiers and pooling, per image.",
    source: "mmcv 1.2.7, cnn/utils/flops_counter.py.",
    remarks: [
      "A \"FLOP\" is one multiply-add; the total is divided by the batch size.",
      "mmcv's own wrappers count, unlike before 1.2.3. Group norms count 0 in this version.",
      "Functions and operators are not seen. Parameters are the trained ones only.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "mmcv@1.2.7", unit: "mmcv FLOPs (1 per MAC)",
        rules: [
          .on(
            .convolution, .transposedConvolution, spelled: anyModule, count: [],
            perImage: [.multiplyAdds, .bias]),
          .on(.linear, spelled: [.module], count: [], perImage: [.multiplyAdds]),
          .on(.batchNormalization, spelled: [.module], count: [], perImage: [2 * .n]),
          .on(.relu, .relu6, spelled: [.module], count: [], perImage: [.m]),
          .on(
            .maxPooling, .averagePooling, .globalAveragePooling, spelled: [.module], count: [],
            perImage: [.n]),
        ],
        zero: rearrangements.union(gates).union(arithmetic)
          .union([.groupNormalization, .nearestResize]),
        zeroReason: "no rule, or not a module")
    ],
    parameters: ParameterMeasure(
      key: "mmcv@1.2.7:parameters", missed: [], missedSpellings: [], countsFrozen: false))
}
