import RLAText

/// ptflops with each of its two backends.
extension Convention {
  public static let ptflopsPyTorch = Convention(
    id: "ptflops-pytorch@0.7.5",
    summary: "Multiply-adds with biases, 2 per norm element, ReLUs and pooling (twice).",
    source: "ptflops 0.7.5, backend pytorch, pytorch_engine.py and pytorch_ops.py.",
    remarks: [
      "ReLU and pooling modules count twice: by their hook and by the patched function inside "
        + "(sovrasov/flops-counter.pytorch#139). ReLU6 calls hardtanh and counts once.",
      "What hooks see is divided by the batch size, what patched functions see is not.",
      "A module that u modules hold is added up u times: what its hook sees counts u times.",
      "The hook of a resize divides by the batch twice; here once.",
      "Sums and products of tensors of different ranks count as if aligned from the left, which is "
        + "more than the result has; here the result counts.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "ptflops-pytorch@0.7.5", unit: "ptflops MACs", sight: .modulesAndFunctions,
        rules: [
          .on("Conv#d", "ConvTranspose#d", "Linear", perImage: [.multiplyAdds, .bias]),
          .on("ReLU", "PReLU", "ELU", "LeakyReLU", "ReLU6", "GELU", perImage: [.m]),
          .on(
            "MaxPool#d", "AvgPool#d", "AdaptiveMaxPool#d", "AdaptiveAvgPool#d", perImage: [.n]),
          .on("BatchNorm#d", "GroupNorm", perImage: [2 * .n]),
          .on("InstanceNorm#d", perImage: [.n, .scaled]),
          .on("LayerNorm", perImage: [.n]),
          .on("Upsample", perImage: [.m]),
          .on("LSTM", perImage: [.multiplyAdds, .bias, 10 * .states]),
          .on("GRU", perImage: [.multiplyAdds, .bias, 7 * .states]),
          .on("RNN", perImage: [.multiplyAdds, .bias, .states]),
          .on(
            "F.relu", "F.prelu", "F.elu", "F.relu6", "F.gelu", "F.silu", "F.softmax", count: [.n]),
          .on(
            "F.max_pool#d", "F.avg_pool#d", "F.adaptive_max_pool#d", "F.adaptive_avg_pool#d",
            count: [.n]),
          .on("F.upsample", "F.interpolate", count: [.m]),
          .on("F.lp_pool#d", count: lpPooling),
          .on("torch.mul", "Tensor.mul", "torch.add", "Tensor.add", count: [.m]),
          .on(
            "torch.matmul", "Tensor.matmul", "torch.mm", "Tensor.mm", "torch.bmm", "Tensor.bmm",
            count: [.multiplyAdds]),
          .on("torch.addmm", "Tensor.addmm", "torch.baddbmm", count: [.multiplyAdds, .bias]),
        ], sharedModules: .hooksVisited)
    ])

  /// What tools that patch functions see of an Lp pooling, for which they have no key: the average
  /// pooling, the ReLU and the multiplication that it calls.
  static let lpPooling: [Term] = [.n, 2 * .m]

  public static let ptflopsATen = Convention(
    id: "ptflops-aten@0.7.5",
    summary: "Multiply-adds and biases of convolutions and linear layers.",
    source: "ptflops 0.7.5, backend aten, aten_ops.py.",
    remarks: [],
    prefix: .si,
    measures: [
      Measure(
        key: "ptflops-aten@0.7.5", unit: "ptflops MACs", sight: .operations,
        rules: [
          .on(
            "aten::convolution", "aten::_convolution", "aten::addmm", "aten::mm", "aten::matmul",
            "aten::bmm", count: [.multiplyAdds, .bias]),
          .on(dispatchedProducts, count: [.multiplyAdds, .bias]),
        ])
    ])
}
