import RLAText

/// The hooks of imgclsmob, whose models are the package pytorchcv.
extension Convention {
  /// The convention of the column "FLOPs/2" in the tables of that repository.
  public static let imgclsmob = Convention(
    id: "imgclsmob@0.0.74",
    summary: "FLOPs of modules: 2 per multiply-add, 4 per norm element, ReLUs, windows of pooling.",
    source: "osmr/imgclsmob at the time of pytorchcv 0.0.74, measure_model of the PyTorch part.",
    remarks: [
      "Its tables print half of it, \"FLOPs/2\".",
      "A convolution without bias counts one operation less for each pair of channels, as if sums "
        + "ran over the positions.",
      "Functions and operators are not seen: sums, products and gates count 0.",
      "Each name of a module gets a hook of its own: a cell that u units of a stage hold counts u "
        + "times in each of its calls.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "imgclsmob@0.0.74", unit: "FLOPs (2 per MAC)", sight: .modules(.unseen),
        rules: [
          .on("Conv2d", count: [2 * .multiplyAdds, -1 * .channelPairs]),
          .on("Linear", count: [2 * .multiplyAdds, -1 * .m, .bias]),
          .on("ConvTranspose2d", "Upsample", count: [4 * .n]),
          .on("BatchNorm2d", "BatchNorm1d", "InstanceNorm2d", count: [4 * .n]),
          .on("ReLU", "ReLU6", "PixelShuffle", count: [.n]),
          .on("LeakyReLU", count: [2 * .n]),
          .on("ELU", "PReLU", count: [3 * .n]),
          .on("Sigmoid", count: [4 * .n]),
          .on("MaxPool2d", count: [.comparisons, .m]),
          .on("AvgPool2d", count: [.additions, .m]),
          .on("AdaptiveAvgPool2d", "AdaptiveMaxPool2d", count: [.n]),
        ], ignored: ["Dropout", "Sequential", "ZeroPad2d"], stopsWithoutRule: true,
        sharedModules: .listed, isPrintedHalved: true)
    ])
}
