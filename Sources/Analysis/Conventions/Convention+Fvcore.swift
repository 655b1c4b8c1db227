/// fvcore and mmengine, its descendant: both read the operations of a trace.
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
    summary: "fvcore's rules; beside them the output elements of convolutions and linear layers.",
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
        ], ignored: traceIgnored),
    ])

  private static let traceRules: [Rule] = [
    .on(
      "aten::_convolution", "aten::addmm", "aten::linear", "aten::matmul", "aten::mm",
      "aten::bmm", "aten::einsum", count: [.multiplyAdds]),
    .on("aten::batch_norm", count: [2 * .n]),
    .on("aten::group_norm", "aten::layer_norm", "aten::instance_norm", count: [5 * .n]),
    .on("aten::upsample_nearest2d", count: [.m]),
    .on("aten::upsample_bilinear2d", "aten::grid_sampler", count: [4 * .m]),
    .on("aten::adaptive_avg_pool2d", count: [.n]),
  ]

  /// `_IGNORED_OPS` of fvcore's jit_analysis.py.
  private static let traceIgnored = atenNames(
    """
    Int ScalarImplicit __and__ arange bitwise_not cat chunk clamp clamp_ constant_pad_nd
    contiguous copy_ detach dropout empty eq expand flatten floor floor_divide full full_like
    gather ge gt index index_put_ masked_fill max narrow new_empty new_full new_zeros nonzero
    ones permute relu relu_ remainder reshape roll select size slice split split_with_sizes
    squeeze stack t to transpose type_as unbind unsqueeze unsqueeze_ view zeros zeros_like
    """)

  /// Names of the namespace `aten`, separated by spaces or line ends.
  static func atenNames(_ list: String) -> Set<String> {
    Set(list.split(whereSeparator: \.isWhitespace).map { "aten::\($0)" })
  }
}
