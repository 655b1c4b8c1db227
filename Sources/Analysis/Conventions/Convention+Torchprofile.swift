import RLAText

/// torchprofile, which reads the operations of a trace.
extension Convention {
  public static let torchprofile = Convention(
    id: "torchprofile@0.1.0",
    summary: "Multiply-adds, 1 per norm element, and outputs of means and multiplications.",
    source: "torchprofile 0.1.0, handlers.py.",
    remarks: [
      "Additions, activations and max pooling count 0.",
      "A transposed convolution counts one kernel per output position, more than it computes.",
      "An einsum with an ellipsis in its equation counts 0.",
      "The arithmetic of einops with sizes is traced and counts.",
      "Groups are ignored where a layer has other input than output channels; here they count.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "torchprofile@0.1.0", unit: "torchprofile MACs", sight: .operations,
        rules: [
          .on(
            "aten::linear", "aten::addmm", "aten::matmul", "aten::bmm", "aten::baddbmm",
            "aten::addmv", "aten::scaled_dot_product_attention", "aten::lstm",
            count: [.multiplyAdds]),
          .on("aten::einsum(letters)", count: [.multiplyAdds, .elementwiseProducts]),
          .on("aten::_convolution", count: [.multiplyAddsAtOutputs]),
          .on("aten::batch_norm", "aten::group_norm", count: [.m]),
          .on("aten::instance_norm", "aten::layer_norm", count: [.scaled]),
          .on(
            "aten::adaptive_avg_pool#d", "aten::avg_pool#d", "aten::mean", "aten::mul",
            "aten::mul_", "aten::leaky_relu", count: [.m]),
          // Not a key of the tool: the products of sizes before a view are traced as aten::mul.
          .on("aten::view(einops)", count: [.sizeProducts]),
          // Not a key of the tool: an Lp pooling is traced as an average pooling and two products.
          .on("aten::lp_pool#d", count: [3 * .m]),
          .on("aten::upsample_bilinear2d", "aten::grid_sampler", count: [4 * .m]),
        ], ignored: zeroCost)
    ])

  /// `_ZERO_COST_OPS` of handlers.py.
  private static let zeroCost: [ToolKey] = [
    "aten::abs", "aten::adaptive_max_pool1d", "aten::adaptive_max_pool2d",
    "aten::adaptive_max_pool3d", "aten::add", "aten::add_", "aten::alpha_dropout", "aten::arange",
    "aten::cat", "aten::chunk", "aten::clamp", "aten::clone", "aten::constant_pad_nd",
    "aten::contiguous", "aten::copy_", "aten::cos", "aten::detach", "aten::div", "aten::div_",
    "aten::dropout", "aten::dropout_", "aten::embedding", "aten::eq", "aten::expand",
    "aten::feature_dropout", "aten::fft_fft", "aten::flatten", "aten::floor", "aten::floor_divide",
    "aten::gather", "aten::ge", "aten::gelu", "aten::gt", "aten::hardtanh", "aten::hardtanh_",
    "aten::imag", "aten::index", "aten::int", "aten::le", "aten::log2", "aten::log_softmax",
    "aten::lt", "aten::max", "aten::max_pool1d", "aten::max_pool1d_with_indices",
    "aten::max_pool2d", "aten::max_pool2d_with_indices", "aten::max_pool3d",
    "aten::max_pool3d_with_indices", "aten::max_unpool1d", "aten::max_unpool2d",
    "aten::max_unpool3d", "aten::ne", "aten::neg", "aten::permute", "aten::pow", "aten::real",
    "aten::reciprocal", "aten::reflection_pad1d", "aten::reflection_pad2d",
    "aten::reflection_pad3d", "aten::relu", "aten::relu_", "aten::replication_pad1d",
    "aten::replication_pad2d", "aten::replication_pad3d", "aten::reshape", "aten::rsub",
    "aten::rsqrt", "aten::scalarimplicit", "aten::select", "aten::sigmoid", "aten::sign",
    "aten::silu", "aten::sin", "aten::size", "aten::slice", "aten::softmax", "aten::softshrink",
    "aten::split", "aten::split_with_sizes", "aten::sqrt", "aten::squeeze", "aten::stack",
    "aten::sub", "aten::sum", "aten::t", "aten::tanh", "aten::threshold", "aten::to",
    "aten::transpose", "aten::unflatten", "aten::unfold", "aten::unsqueeze",
    "aten::upsample_nearest2d", "aten::view", "aten::zeros",
  ]
}
