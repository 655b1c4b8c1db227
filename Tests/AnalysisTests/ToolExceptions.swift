/// What the comparison with the tools leaves out, by name and with the reason.
enum ToolExceptions {
  /// By reason, the cases that the vocabulary cannot express.
  static let inexpressible: [(reason: String, cases: [String])] = [
    (
      "products of two tensors",
      [
        "bilinear/module"
      ]
    ),
    (
      "single steps of recurrent cells, and attention",
      [
        "lstm_cell/module", "gru_cell/module", "multihead_attention/module",
        "multihead_attention_no_weights/module", "scaled_dot_product_attention/function",
      ]
    ),
    (
      "norms other than batch and group norm, and norms without weights or statistics",
      [
        "local_response_norm/module", "normalize/function", "batch_norm2d_plain/module",
        "batch_norm2d_no_statistics/module", "group_norm_plain/module",
      ]
    ),
    (
      "functions along an axis",
      [
        "cumsum/method", "var/method",
      ]
    ),
    (
      "functions of one element",
      ["logsigmoid/module", "logsigmoid/function", "torch_rsqrt/function"]
    ),
    ("sampling at given positions", ["grid_sample/function"]),
    (
      "adaptive pooling to more than one position",
      ["adaptive_avg_pool2d_3x2/module", "adaptive_avg_pool2d_3x2/function"]
    ),
    (
      "rearrangements",
      [
        "stack/function", "select/operator", "gather/function", "roll/function", "flip/function",
        "pixel_shuffle/module", "unfold/function", "identity/module",
      ]
    ),
    ("a copy, and a sum in its place", ["add_in_place/method"]),
    ("a table of rows that a layer owns", ["embedding/module"]),
    ("a gather that calls F.embedding itself", ["embedding/function"]),
    ("a clip spelled F.hardtanh; as a function it is torch.clamp", ["clip/function"]),
  ]

  /// By measure and case, why the tool's number does not follow from the quantities of `Work`.
  static let deviations: [String: [String: String]] = [
    "fvcore@0.1.5": joined(leftBatch),
    "mmengine@0.10.7": joined(leftBatch),
    "ptflops-pytorch@0.7.5": joined(leftAligned, dividedTwice, leftBatch, rowVector, repeatedBias),
    "ptflops-aten@0.7.5": joined(vector),
    "torch-flop-counter@2.13:forward": joined(vector),
    "calflops@0.3.2": joined(
      leftAligned, forwardBias, evenSame, leftBatch, rowVector, repeatedBias),
    "deepspeed@0.19.8:flops": joined(evenSame, leftBatch, rowVector, repeatedBias),
    "deepspeed@0.19.8:macs": joined(evenSame, leftBatch, rowVector),
    "torchprofile@0.1.0": [
      "conv_transpose2d_grouped/module": "forgets the groups where the channels differ"
    ],
    "mmcv@1.2.7": joined(
      dividedTwice,
      all(
        [
          "conv_transpose2d/module", "conv_transpose2d_square/module",
          "conv_transpose2d_grouped/module", "conv_transpose2d_depthwise/module",
        ], "counts the bias at height x height")),
  ]

  private static let leftBatch = all(
    ["matmul_broadcast/function"], "counts as many products as the left operand has matrices")

  private static let rowVector = all(
    ["matmul_vector/function"], "takes a vector on the right for a row")

  private static let repeatedBias = all(
    ["addmm/function"], "counts the elements of the addend, not of the result")

  private static let vector = all(
    ["matmul_vector/function"], "meets aten::mv, which it does not know")

  private static let leftAligned = all(
    [
      "add_broadcast/function", "mul_broadcast/function", "add_lower_rank/function",
      "mul_lower_rank/function",
    ], "aligns shapes from the left")

  private static let dividedTwice = all(
    [
      "upsample_nearest/module", "upsample_nearest_size/module", "upsample_bilinear/module",
      "upsample_bicubic/module", "upsample_linear/module", "upsample_trilinear/module",
    ], "divides the elements of the first sample by the batch")

  private static let evenSame = all(
    ["conv2d_same_even/module"], "pads an even kernel by one element less")

  private static let forwardBias = all(
    [
      "conv_transpose1d/module", "conv_transpose2d/module", "conv_transpose2d_square/module",
      "conv_transpose2d_grouped/module", "conv_transpose2d_depthwise/module",
    ], "counts the bias at the size of a plain convolution, and divides by the groups twice")

  private static func all(_ cases: [String], _ reason: String) -> [String: String] {
    Dictionary(cases.map { ($0, reason) }) { first, _ in first }
  }

  private static func joined(_ lists: [String: String]...) -> [String: String] {
    lists.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }
}
