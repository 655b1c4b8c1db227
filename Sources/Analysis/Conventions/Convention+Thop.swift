import RLAText

/// thop, which hooks every module whose class is in its table.
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
    rules: [
      .on("Conv#d", count: [.multiplyAdds, .bias]),
      .on("ConvTranspose#d", count: [.multiplyAddsAtOutputs, .bias]),
      .on("BatchNorm#d", "SyncBatchNorm", count: [2 * .n]),
      .on("LeakyReLU", count: [.n]),
    ],
    // In this version, the hook of a resize has no rule for the nearest neighbor.
    ignored: zeroOps + ["Upsample(nearest)", "UpsamplingNearest2d"])

  public static let thopCurrent = thop(
    "thop@0.1.1",
    summary: "Multiply-adds, 4 per batch-norm element, and the additions of average pooling.",
    source: "thop 0.1.1.post2209072238, vision/basic_hooks.py and calc_func.py.",
    remarks: ["No bias counts."],
    rules: currentRules, ignored: currentZeroOps)

  /// thop on the same network written with PyTorch's own classes.
  public static let thopPlain = thop(
    "thop-plain@0.1.1",
    summary: "thop 0.1.1 as if every wrapper of a layer were the layer itself.",
    source: "thop 0.1.1.post2209072238; differs from thop@0.1.1 only where code subclasses layers.",
    remarks: ["No bias counts."],
    rules: currentRules, ignored: currentZeroOps, subclasses: .alike)

  private static let currentRules: [Rule] = [
    .on("Conv#d", count: [.multiplyAdds]),
    .on("ConvTranspose#d", count: [.multiplyAddsAtOutputs]),
    .on("BatchNorm#d", "SyncBatchNorm", count: [4 * .n]),
    .on("LayerNorm", "InstanceNorm#d", count: [2 * .n, 2 * .scaled]),
    .on("PReLU", count: [.n]),
    // The sum of k exponentials counts k − 1, which is the tally of comparisons.
    .on("Softmax", count: [.exponentials, .comparisons, .divisions]),
    .on("Upsample(nearest)", "UpsamplingNearest2d", count: [.m]),
  ]

  /// The classes that both versions hook with `zero_ops`.
  private static let zeroOps: [ToolKey] = [
    "ZeroPad2d", "ReLU", "ReLU6", "MaxPool#d", "AdaptiveMaxPool#d", "Dropout",
  ]

  /// Besides these, the classes that the newer version hooks so, and a class whose hook gives 0.
  private static let currentZeroOps = zeroOps + ["Sequential", "PixelShuffle", "LeakyReLU"]

  private static func thop(
    _ id: String, summary: String, source: String, remarks: [String], rules: [Rule],
    ignored: [ToolKey], subclasses: Subclasses = .unseen
  ) -> Convention {
    Convention(
      id: id, summary: summary, source: source,
      remarks: remarks + [
        "A transposed convolution counts one kernel per output position, more than it computes.",
        "Functions and operators are not seen: a pooling that is called as a function counts 0.",
        "Group norms have no rule: they and their parameters are missed.",
        "A module that u modules hold gets u hooks and is added up u times: each of its calls counts "
          + "u x u times, its parameters u times.",
      ],
      prefix: .binary,
      measures: [
        Measure(
          key: id, unit: "thop MACs", sight: .modules(subclasses),
          rules: rules + [
            .on("Linear", count: [.multiplyAdds]),
            .on("LSTM", count: [.multiplyAdds, .bias, 8 * .states]),
            .on("GRU", count: [.multiplyAdds, .bias, 7 * .states]),
            .on("RNN", count: [.multiplyAdds, .bias, .states]),
            .on("AvgPool#d", count: [.m]),
            .on("AdaptiveAvgPool#d", count: [.n, .m]),
            .on("Upsample(linear)", count: [5 * .m]),
            .on("Upsample(bilinear)", "UpsamplingBilinear2d", count: [11 * .m]),
            .on("Upsample(bicubic)", count: [259 * .m]),
          ], ignored: ignored, sharedModules: .visitedWithHooks)
      ],
      parameters: ParameterMeasure(
        key: "\(id):parameters", needsRule: true, countsFrozen: true, countsVisits: true))
  }
}
