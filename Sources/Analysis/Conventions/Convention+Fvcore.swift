import RLAText

/// fvcore and its descendant mmengine, which both read the operations of a trace.
extension Convention {
  public static let fvcore = Convention(
    id: "fvcore@0.1.5",
    summary: "Multiply-adds, 2 per batch-norm and 5 per group-norm element, global pooling.",
    source: "fvcore 0.1.5.post20221221, nn/flop_count.py and jit_handles.py.",
    remarks: ["A \"flop\" is one multiply-add. Biases, window pooling and activations count 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "fvcore@0.1.5", unit: "fvcore flops (1 per MAC)", sight: .operations,
        rules: traceRules, ignored: traceIgnored)
    ])

  public static let mmengine = Convention(
    id: "mmengine@0.10.7",
    summary: "fvcore's rules, and the output elements of convolutions and linear layers.",
    source: "mmengine 0.10.7, analysis/complexity_analysis.py and jit_analysis.py.",
    remarks: ["A \"flop\" is one multiply-add. Biases, window pooling and activations count 0."],
    prefix: .si,
    measures: [
      Measure(
        key: "mmengine@0.10.7", unit: "mmengine flops (1 per MAC)", sight: .operations,
        rules: traceRules, ignored: traceIgnored),
      Measure(
        key: "mmengine_activations", unit: "elements", sight: .operations,
        rules: [
          .on(
            "aten::_convolution", "aten::addmm", "aten::bmm", "aten::einsum", "aten::matmul",
            "aten::linear", count: [.m])
        ], ignored: traceIgnored, object: .elements),
    ])

  private static let traceRules: [Rule] = [
    .on(
      "aten::_convolution", "aten::addmm", "aten::linear", "aten::matmul", "aten::mm",
      "aten::bmm", count: [.multiplyAdds]),
    .on("aten::einsum", count: [.halvedOperations]),
    .on("aten::batch_norm", count: [2 * .n]),
    .on("aten::group_norm", count: [5 * .n]),
    .on("aten::layer_norm", "aten::instance_norm", count: [4 * .n, .scaled]),
    .on("aten::upsample_nearest2d", count: [.m]),
    .on("aten::upsample_bilinear2d", "aten::grid_sampler", count: [4 * .m]),
    .on("aten::adaptive_avg_pool2d", count: [.n]),
  ]

  /// `_IGNORED_OPS` of fvcore's jit_analysis.py.
  private static let traceIgnored: [ToolKey] = [
    "aten::Int", "aten::ScalarImplicit", "aten::__and__", "aten::arange", "aten::bitwise_not",
    "aten::cat", "aten::chunk", "aten::clamp", "aten::clamp_", "aten::constant_pad_nd",
    "aten::contiguous", "aten::copy_", "aten::detach", "aten::dropout", "aten::empty", "aten::eq",
    "aten::expand", "aten::flatten", "aten::floor", "aten::floor_divide", "aten::full",
    "aten::full_like", "aten::gather", "aten::ge", "aten::gt", "aten::index", "aten::index_put_",
    "aten::masked_fill", "aten::max", "aten::narrow", "aten::new_empty", "aten::new_full",
    "aten::new_zeros", "aten::nonzero", "aten::ones", "aten::permute", "aten::relu", "aten::relu_",
    "aten::remainder", "aten::reshape", "aten::roll", "aten::select", "aten::size", "aten::slice",
    "aten::split", "aten::split_with_sizes", "aten::squeeze", "aten::stack", "aten::t", "aten::to",
    "aten::transpose", "aten::type_as", "aten::unbind", "aten::unsqueeze", "aten::unsqueeze_",
    "aten::view", "aten::zeros", "aten::zeros_like",
  ]
}
