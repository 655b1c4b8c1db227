import RLANetworks
import RLASymbolic

extension ToolExpressions {
  static let poolings: [String: ToolExpression] = table(
    (1...3).flatMap { axes in
      [("max", PoolFunction.maximum), ("avg", .average)].flatMap { name, function in
        [
          ("\(name)_pool\(axes)d/module", pool(function, axes, Window(3, stride: 2, padding: 1))),
          ("\(name)_pool\(axes)d_ceil/module", pool(function, axes, open)),
        ]
      }
    } + [
      ("avg_pool2d_no_pad/module", pool(.average, 2, padded)),
      (
        "avg_pool2d_function/function",
        call(Pooling.average(Window(3, stride: 2, padding: 1)), .function)
      ),
      (
        "max_pool2d_function/function",
        call(Pooling.max(Window(3, stride: 2, padding: 1)), .function)
      ),
      (
        "max_pool2d_dilated/module",
        pool(.maximum, 2, Window(3, stride: 2, padding: 1, dilation: 2))
      ),
      ("max_pool2d_stride1/module", pool(.maximum, 2, Window(3, padding: 1))),
      ("lp_pool2d/module", pool(.l2, 2, Window(2, stride: 2))),
      ("lp_pool2d/function", call(Pooling(.l2, windows: twice(Window(2, stride: 2))), .function)),
      ("adaptive_avg_pool1d/module", call(GlobalPooling(.average, axes: 1), .module)),
      ("adaptive_avg_pool3d/module", call(GlobalPooling(.average, axes: 3), .module)),
    ] + both("adaptive_avg_pool2d", GlobalPooling(.average))
      + both("adaptive_max_pool2d", GlobalPooling(.maximum)))

  private static let open = Window(
    3, stride: 2, padding: .fixed(before: 0, after: 0), rounding: .up)
  private static let padded = Window(
    3, stride: 2, padding: .fixed(before: 1, after: 1), rounding: .up)

  private static func pool(_ function: PoolFunction, _ axes: Int, _ window: Window)
    -> ToolExpression
  {
    call(Pooling(function, windows: .init(repeating: window, count: axes)), .module)
  }

  private static func twice(_ window: Window) -> [Window] { [window, window] }

  static let layers: [String: ToolExpression] = table(
    convolutions.map { ($0, call($1, .module)) } + transposed.map { ($0, call($1, .module)) }
      + recurrent + linear.map { ($0, call($1, .module)) } + norms.map { ($0, call($1, .module)) }
      + both("softmax", Softmax(axis: 1)) + both("log_softmax", LogSoftmax(axis: 1))
      + [
        ("conv2d_function/function", weighted(Convolution(4, 6, .same(3), bias: true))),
        ("linear/function", weighted(Linear(4, 3, bias: true))),
        ("group_norm/function", weighted(GroupNormalization(4, groups: 2))),
        ("layer_norm/function", weighted(LayerNormalization([4]))),
        (
          "conv2d_asymmetric_pad/function",
          weighted(Convolution(4, 6, asymmetric, bias: true))
        ),
        ("conv2d_asymmetric_pad/module", call(Convolution(4, 6, asymmetric, bias: true), .module)),
      ])

  private static let recurrent = [
    ("lstm/module", recurrent(.lstm)),
    ("lstm_batch_first/module", recurrent(.lstm, batchFirst: true)),
    ("lstm_bidirectional/module", recurrent(.lstm, layers: 2, bidirectional: true)),
    ("gru/module", recurrent(.gru)), ("rnn/module", recurrent(.tanh)),
    ("lstm_no_bias/module", recurrent(.lstm, bias: false)),
    ("gru_bidirectional/module", recurrent(.gru, layers: 2, bidirectional: true)),
    ("rnn_relu/module", recurrent(.relu, layers: 2, bias: false)),
  ]

  /// All that a recurrent layer returns.
  private static func recurrent(
    _ cell: RecurrentCell, layers: Int = 1, bidirectional: Bool = false, batchFirst: Bool = false,
    bias: Bool = true
  ) -> ToolExpression {
    { scope, inputs in
      let layer = RecurrentLayers(
        cell, 4, 3, layers: layers, bidirectional: bidirectional, batchFirst: batchFirst,
        bias: bias)
      return scope.layer("layer", layer)(inputs, outputs: 1 + cell.states)
    }
  }

  private static let asymmetric = Window(3, stride: 2, padding: .fixed(before: 0, after: 1))

  private static let convolutions: [(String, Convolution)] = [
    ("conv1d/module", Convolution(4, 6, windows: [.same(3)], bias: true)),
    ("conv2d/module", Convolution(4, 6, .same(3), bias: true)),
    ("conv2d_no_bias/module", Convolution(4, 6, .same(3))),
    ("conv2d_stride2/module", Convolution(4, 6, .same(3, stride: 2), bias: true)),
    ("conv2d_pad_1_0/module", Convolution(4, 6, windows: [.same(3), .same(1)], bias: true)),
    ("conv2d_same_even/module", Convolution(4, 6, Window(2, padding: .sameUpper), bias: true)),
    ("conv2d_same/module", Convolution(4, 6, Window(3, padding: .sameUpper), bias: true)),
    ("conv2d_grouped/module", Convolution(4, 6, .same(3), groups: 2, bias: true)),
    ("conv2d_depthwise/module", Convolution(4, 4, .same(3), groups: 4, bias: true)),
    ("conv2d_dilated/module", Convolution(4, 6, .same(3, dilation: 2), bias: true)),
    ("conv3d/module", Convolution(4, 6, windows: [.same(3), .same(3), .same(3)], bias: true)),
  ]

  private static let transposed: [(String, TransposedConvolution)] = [
    ("conv_transpose1d/module", TransposedConvolution(4, 6, windows: [half], bias: true)),
    ("conv_transpose2d/module", transpose(6, spare: 1)),
    ("conv_transpose2d_square/module", transpose(4, spare: 1)),
    (
      "conv_transpose2d_no_bias/module",
      TransposedConvolution(4, 6, Window(2, stride: 2), bias: false)
    ),
    ("conv_transpose2d_grouped/module", transpose(6, groups: 2)),
    ("conv_transpose2d_depthwise/module", transpose(4, groups: 4)),
  ]

  private static let half = Window(3, stride: 2, padding: 1)

  private static func transpose(_ channels: Dim, spare: Int = 0, groups: Dim = 1)
    -> TransposedConvolution
  {
    TransposedConvolution(
      4, channels, windows: [half, half], outputPadding: [spare, spare], groups: groups,
      bias: true)
  }

  private static let linear: [(String, Linear)] = [
    ("linear_rank2/module", Linear(4, 3, bias: true)),
    ("linear/module", Linear(4, 3, bias: true)),
    ("linear_no_bias/module", Linear(4, 3, bias: false)),
    ("linear_no_bias_rank2/module", Linear(4, 3, bias: false)),
    ("linear_rank4/module", Linear(5, 3, bias: true)),
  ]

  private static let norms: [(String, any Operator)] = [
    ("batch_norm1d/module", BatchNormalization(4, axes: 1)),
    ("batch_norm1d_rank2/module", BatchNormalization(4, axes: 0)),
    ("batch_norm2d/module", BatchNormalization(4)),
    ("batch_norm3d/module", BatchNormalization(4, axes: 3)),
    ("group_norm_2/module", GroupNormalization(4, groups: 2)),
    ("group_norm_4/module", GroupNormalization(4, groups: 4)),
    ("instance_norm2d/module", InstanceNormalization(4, affine: true)),
    ("instance_norm2d_plain/module", InstanceNormalization(4, affine: false)),
    ("layer_norm/module", LayerNormalization([4])),
    ("layer_norm_plain/module", LayerNormalization([4], affine: false)),
    ("rms_norm/module", RMSNormalization([4])),
  ]
}
