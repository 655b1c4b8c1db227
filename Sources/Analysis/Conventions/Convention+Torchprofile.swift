/// torchprofile, which reads the operations of a trace.
extension Convention {
  public static let torchprofile = Convention(
    id: "torchprofile@0.1.0",
    summary: "Multiply-adds, 1 per norm element, and outputs of means and multiplications.",
    source: "torchprofile 0.1.0, handlers.py.",
    remarks: [
      "Additions, activations and max pooling count 0.",
      "A transposed convolution counts one kernel per output position, more than it computes.",
    ],
    prefix: .si,
    measures: [
      Measure(
        key: "torchprofile@0.1.0", unit: "torchprofile MACs", sight: .operations,
        rules: [
          .on(
            "aten::linear", "aten::addmm", "aten::matmul", "aten::bmm", "aten::baddbmm",
            "aten::einsum", count: [.multiplyAdds]),
          .on("aten::_convolution", count: [.multiplyAddsAtOutputs]),
          .on(
            "aten::batch_norm", "aten::instance_norm", "aten::layer_norm", "aten::group_norm",
            count: [.m]),
          .on(
            "aten::adaptive_avg_pool#d", "aten::avg_pool#d", "aten::mean", "aten::mul",
            "aten::mul_", "aten::leaky_relu", count: [.m]),
          .on("aten::upsample_bilinear2d", "aten::grid_sampler", count: [4 * .m]),
        ], ignored: zeroCost)
    ])

  /// `_ZERO_COST_OPS` of handlers.py.
  private static let zeroCost = atenNames(
    """
    abs adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d add add_ alpha_dropout arange
    cat chunk clamp clone constant_pad_nd contiguous copy_ cos detach div div_ dropout dropout_
    embedding eq expand feature_dropout fft_fft flatten floor floor_divide gather ge gelu gt
    hardtanh hardtanh_ imag index int le log2 log_softmax lt max max_pool1d
    max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices
    max_unpool1d max_unpool2d max_unpool3d ne neg permute pow real reciprocal reflection_pad1d
    reflection_pad2d reflection_pad3d relu relu_ replication_pad1d replication_pad2d
    replication_pad3d reshape rsub rsqrt scalarimplicit select sigmoid sign silu sin size slice
    softmax softshrink split split_with_sizes sqrt squeeze stack sub sum t tanh threshold to
    transpose unflatten unfold unsqueeze upsample_nearest2d view zeros
    """)
}
