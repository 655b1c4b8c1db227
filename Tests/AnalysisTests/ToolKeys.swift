/// Keys of the tools' tables that no operator of the vocabulary has.
enum ToolKeys {
  static let foreign: [String] = modules + functions + operations + nodes

  /// Classes of modules.
  private static let modules = [
    "Sequential", "SyncBatchNorm", "UpsamplingBilinear2d", "UpsamplingNearest2d",
  ]

  /// Types of nodes that make no operator.
  private static let nodes = ["Constant", "Identity", "Sum"]

  /// Functions and methods that tools patch.
  private static let functions = [
    "F.upsample", "F.upsample(scale_factor)", "F.upsample(size)",
  ]

  /// Operations of traces and dispatchers.
  private static let operations = [
    "aten::Int", "aten::view(einops)", "einops.rearrange", "aten::ScalarImplicit", "aten::__and__",
    "aten::addmv", "aten::alpha_dropout",
    "aten::clone", "aten::constant_pad_nd", "aten::contiguous", "aten::copy_", "aten::detach",
    "aten::dropout_", "aten::empty", "aten::feature_dropout", "aten::floor_divide",
    "aten::full_like", "aten::imag", "aten::int", "aten::log2", "aten::masked_fill", "aten::max",
    "aten::ne", "aten::new_empty", "aten::new_full", "aten::new_zeros", "aten::real",
    "aten::reflection_pad1d", "aten::reflection_pad2d", "aten::reflection_pad3d",
    "aten::replication_pad1d", "aten::replication_pad2d", "aten::replication_pad3d", "aten::roll",
    "aten::rsqrt", "aten::scalarimplicit", "aten::select", "aten::stack",
    "aten::type_as", "aten::unbind", "aten::unflatten", "aten::unfold",
    "aten::unsqueeze_", "aten::zeros_like",
  ]
}
