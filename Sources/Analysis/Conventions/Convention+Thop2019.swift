import RLAText

/// thop in the middle of 2019, whose hooks set a number where later ones add to it.
extension Convention {
  /// The convention of the table that ECA-Net published.
  public static let thop2019 = Convention(
    id: "thop@2019",
    summary:
      "Multiply-adds, 4 per batch-norm element, ReLUs of last calls, window sizes of pooling.",
    source: "thop 0.0.22 (the same in 0.0.23 up to post1907011323), count_hooks.py and profile.py.",
    remarks: [
      "The published ECA-Net table is this count divided by powers of 1024.",
      "A module that is called several times counts for its last call only.",
      "The tool adds in float32: a total has 24 significant bits. Here the exact total is rounded "
        + "once, and parameters are exact.",
      "The bias of a convolution counts once per input channel, not once per output element.",
      "A pooling counts the number that the code gives as its kernel: 3 for 3x3 windows, 9 for (3, 3).",
      "A transposed convolution counts one kernel per output position, more than it computes.",
      "Functions, operators and group norms are not seen.",
    ],
    prefix: .binary,
    measures: [
      Measure(
        key: "thop@2019", unit: "thop MACs", sight: .modules(.unseen),
        rules: [
          .on("Conv#d", count: [.multiplyAdds, .biasTimesInputs]),
          .on("ConvTranspose2d", count: [.multiplyAddsAtOutputs, .bias]),
          .on("BatchNorm#d", count: [4 * .n]),
          .on("ReLU", "ReLU6", "LeakyReLU", count: [.n]),
          .on("MaxPool#d", count: [.kernelNumbers]),
          .on("AdaptiveMaxPool#d", count: [.n]),
          .on("AvgPool#d", count: [.kernelNumbers, .m]),
          .on("AdaptiveAvgPool#d", count: [.n, .m]),
          .on("Linear", count: [2 * .multiplyAdds, -1 * .m]),
        ], ignored: ["Dropout"], countsOnlyLastCalls: true, accumulator: .float32)
    ],
    parameters: ParameterMeasure(
      key: "thop@2019:parameters", needsRule: false, countsFrozen: true))
}
