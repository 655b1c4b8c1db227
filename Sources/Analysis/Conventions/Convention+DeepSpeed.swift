import RLAText

/// The profiler of DeepSpeed and its descendant calflops, which both patch functions of PyTorch.
extension Convention {
  public static let deepSpeed = Convention(
    id: "deepspeed@0.19.8",
    summary: "FLOPs: 2 per multiply-add, norms, ReLUs and pooling; also plain MACs.",
    source: "DeepSpeed 0.19.8, profiling/flops_profiler/profiler.py.",
    remarks: [
      "A convolution's bias counts, a linear layer's does not; ReLU6 counts 0.",
      "A resize to a size counts height x width; one by a factor counts the elements of the result.",
      sameRemark, einsumRemark,
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "deepspeed@0.19.8:flops", unit: "FLOPs (2 per MAC)", sight: .modulesAndFunctions,
        rules: layers + recurrent + [
          .on(matrixProducts, count: [2 * .multiplyAdds]),
          .on("torch.einsum", count: [.printedOperations]),
          .on("F.scaled_dot_product_attention", count: [2 * .multiplyAdds]),
          .on(biasedProducts, count: [2 * .multiplyAdds, .bias]),
        ] + elementwise + [.on(byFactor, count: [.m])], ignored: ["F.embedding"]),
      Measure(
        key: "deepspeed@0.19.8:macs", unit: "MACs", sight: .modulesAndFunctions,
        rules: [
          .on("F.conv#d", "F.conv_transpose#d", "F.linear", count: [.multiplyAdds]),
          .on(matrixProducts, count: [.multiplyAdds]),
          .on("F.scaled_dot_product_attention", count: [.multiplyAdds]),
          .on(biasedProducts, count: [.multiplyAdds]),
        ],
        ignored: elementwise.flatMap(\.keys) + byFactor + recurrent.flatMap(\.keys) + [
          "F.embedding"
        ]),
    ])

  public static let calflops = Convention(
    id: "calflops@0.3.2",
    summary: "DeepSpeed's rules: 2 per multiply-add, norms, ReLUs and pooling.",
    source: "calflops 0.3.2, pytorch_ops.py.",
    remarks: [
      "A convolution's bias counts, a linear layer's does not; ReLU6 counts 0.",
      "Transposed convolutions in groups are divided by the groups twice, and their bias counts at the "
        + "output size of a plain convolution; here neither happens.",
      "A resize to a size counts height x width; one by a factor counts the elements of the input.",
      "Sums and products of tensors of different ranks count as if aligned from the left, which is "
        + "more than the result has; here the result counts.",
      "A module that u modules hold is added up u times.",
      sameRemark, einsumRemark,
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "calflops@0.3.2", unit: "FLOPs (2 per MAC)", sight: .modulesAndFunctions,
        rules: layers + recurrent + [
          .on("torch.matmul", "Tensor.matmul", count: [2 * .multiplyAdds]),
          .on("torch.einsum", count: [.printedOperations]),
          .on(biasedProducts, count: [2 * .multiplyAdds, .bias]),
        ] + elementwise + [.on(byFactor, count: [.n])], ignored: ["F.embedding"],
        sharedModules: .visited)
    ])

  private static let sameRemark =
    "A convolution of an even kernel with padding \"same\" lacks one position of each axis; here it "
    + "does not."

  private static let einsumRemark =
    "An einsum counts what numpy's einsum_path prints: four digits, 1 more in each call, and 1 per "
    + "product where no letter is summed over."

  private static let layers: [Rule] = [
    .on("F.conv#d", "F.conv_transpose#d", count: [2 * .multiplyAdds, .bias]),
    .on("F.linear", count: [2 * .multiplyAdds]),
  ]

  /// The classes that have hooks.
  ///
  /// Both matrices of a gate count one addition less than other products.
  private static let recurrent: [Rule] = [
    .on("LSTM", count: [2 * .multiplyAdds, .bias, 2 * .states]),
    .on("GRU", count: [2 * .multiplyAdds, .bias, .states]),
    .on("RNN", count: [2 * .multiplyAdds, .bias, -1 * .states]),
  ]

  private static let matrixProducts: [ToolKey] = [
    "torch.matmul", "Tensor.matmul", "Tensor.__matmul__", "torch.mm", "Tensor.mm", "torch.bmm",
    "Tensor.bmm",
  ]

  private static let biasedProducts: [ToolKey] = ["torch.addmm", "Tensor.addmm", "torch.baddbmm"]

  private static let elementwise: [Rule] = [
    .on(
      "F.relu", "F.prelu", "F.elu", "F.leaky_relu", "F.relu6", "F.silu", "F.gelu", "F.softmax",
      count: [.n]),
    .on("F.batch_norm", count: [2 * .n]),
    .on("F.group_norm", count: [5 * .n]),
    .on("F.layer_norm", "F.instance_norm", count: [4 * .n, .scaled]),
    .on(
      "F.max_pool#d", "F.avg_pool#d", "F.adaptive_max_pool#d", "F.adaptive_avg_pool#d",
      count: [.n]),
    .on("F.lp_pool#d", count: lpPooling),
    .on("torch.mul", "Tensor.mul", "torch.add", "Tensor.add", count: [.m]),
    .on("F.upsample(size)", "F.interpolate(size)", count: [.positions]),
  ]

  private static let byFactor: [ToolKey] = [
    "F.upsample(scale_factor)", "F.interpolate(scale_factor)",
  ]
}
