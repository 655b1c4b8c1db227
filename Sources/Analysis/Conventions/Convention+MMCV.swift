import RLAText

/// mmdetection before mmcv had its counter, and mmcv before mmengine had it.
extension Convention {
  public static let mmcv = Convention(
    id: "mmcv@1.2.7",
    summary: "Multiply-adds with convolution biases, norms, ReLUs and pooling, per image.",
    source: "mmcv 1.2.7, cnn/utils/flops_counter.py.",
    remarks: [
      "A \"FLOP\" is one multiply-add; the total is divided by the batch size.",
      "mmcv's own wrappers of layers count as the layers. Group norms count 0 in this version.",
      "The bias of a transposed convolution counts height x height; here height x width.",
      "A resize is divided by the batch twice; here once.",
      "Functions and operators are not seen. Parameters are the trained ones only.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "mmcv@1.2.7", unit: "mmcv FLOPs (1 per MAC)", sight: .modules(.named("bricks.")),
        rules: [
          .on("Conv#d", "bricks.Conv2d", "bricks.Conv3d", perImage: [.multiplyAdds, .bias]),
          .on("ConvTranspose2d", "bricks.ConvTranspose2d", perImage: [.multiplyAdds, .bias]),
          .on("Linear", "bricks.Linear", perImage: [.multiplyAdds]),
          .on("BatchNorm#d", perImage: [2 * .n]),
          .on("ReLU", "PReLU", "ELU", "LeakyReLU", "ReLU6", perImage: [.m]),
          .on(
            "MaxPool#d", "AvgPool#d", "AdaptiveMaxPool#d", "AdaptiveAvgPool#d",
            "bricks.MaxPool2d", "bricks.MaxPool3d", perImage: [.n]),
          .on("Upsample", perImage: [.m]),
        ])
    ],
    parameters: ParameterMeasure(
      key: "mmcv@1.2.7:parameters", needsRule: false, countsFrozen: false))

  /// The counter and the networks of mmdetection 1.x, whose heads have outputs for the background.
  public static let mmdetection = Convention(
    id: "mmdet@1",
    summary: "mmcv's rules, transposed convolutions at output size, a background class in heads.",
    source: "mmdetection 1.2.0, mmdet/utils/flops_counter.py and models/*_heads.",
    remarks: [
      "A \"FLOP\" is one multiply-add; the total is divided by the batch size.",
      "A transposed convolution is an instance of a convolution to this counter: it counts one kernel "
        + "per output position, more than it computes.",
      "In mmdetection 1.x the background is a class: boxes and masks of two-stage detectors have "
        + "outputs for it, which count here. Other sizes are those of the network.",
      "A resize is divided by the batch twice; here once.",
      "Functions and operators are not seen. Parameters are the trained ones only.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "mmdet@1", unit: "mmdet FLOPs (1 per MAC)", sight: .modules(.alike),
        rules: [
          .on(
            "Conv#d", "ConvTranspose#d",
            perImage: [
              .multiplyAddsAtOutputs, .bias, .backgroundMultiplyAdds, .backgroundBias,
            ]),
          .on("Linear", perImage: [.multiplyAdds, .backgroundMultiplyAdds]),
          .on("BatchNorm#d", "SyncBatchNorm", perImage: [2 * .n]),
          .on("ReLU", "PReLU", "ELU", "LeakyReLU", "ReLU6", perImage: [.m]),
          .on(
            "MaxPool#d", "AvgPool#d", "AdaptiveMaxPool#d", "AdaptiveAvgPool#d", perImage: [.n]),
          .on("Upsample", perImage: [.m]),
        ])
    ],
    parameters: ParameterMeasure(
      key: "mmdet@1:parameters", needsRule: false, countsFrozen: false, countsBackground: true))
}
