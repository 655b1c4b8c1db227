import RLANetworks
import RLASymbolic

extension ToolExpressions {
  static let movements: [String: ToolExpression] = table(
    both("dropout", Dropout(rate: 0.5)) + both("flatten", Reshape.flattened) + [
      ("cat/function", call(Concatenation(), .function)),
      ("slice/operator", call(Slice(start: 1, count: 2), .operator)),
      ("split/method", halves), ("chunk/method", halves),
      ("permute/method", call(Transpose([0, 2, 3, 1]), .function)),
      ("transpose/method", call(Transpose([0, 2, 1, 3]), .function)),
      ("reshape/method", call(joined, .function)), ("view/method", call(joined, .function)),
      (
        "squeeze/method",
        call(Reshape(to: [.axis(0), .axis(2), .axis(3)], singleAxes: [1]), .function)
      ),
      (
        "unsqueeze/method",
        call(Reshape(to: [.axis(0), .size(1), .axis(1), .axis(2), .axis(3)]), .function)
      ),
      ("expand/method", call(Expand(), .function, .known([2, 4, 6, 5]))),
      ("repeat/method", call(Tile([1, 2, 1, 1]), .function)),
      ("pad/function", pad(.constant, Pad.Margin(2, 1), Pad.Margin(1, 0), .function)),
      ("pad_reflect/function", pad(.reflect, one, one, .function)),
      ("zero_pad2d/module", pad(.constant, one, one, .module)),
      (
        "conv2d_reflect/module",
        chain(
          pad(.reflect, one, one, .function),
          call(Convolution(4, 6, Window(3), bias: true), .module))
      ),
      ("cast/method", call(Cast(to: .float64), .function)),
      ("index_select/function", call(Gather(axis: 1), .function)),
      ("where/function", choice),
      ("upsample_nearest_size/module", resize(.module)),
      ("interpolate_nearest_size/function", resize(.function)),
      ("upsample_nearest/module", twice(nearest, 2, .module)),
      ("upsample_bilinear/module", twice(.linear, 2, .module)),
      ("upsample_bicubic/module", twice(.cubic, 2, .module)),
      ("upsample_linear/module", twice(.linear, 1, .module)),
      ("upsample_trilinear/module", twice(.linear, 3, .module)),
      ("interpolate_nearest/function", twice(nearest, 2, .function)),
      ("interpolate_bilinear/function", twice(.linear, 2, .function)),
      ("interpolate_bilinear_size/function", call(Resize(.sizes([9, 10]), .linear), .function)),
      (
        "interpolate_bicubic/function",
        call(Resize(.scales([Resize.Scale(3), Resize.Scale(3)]), .cubic), .function)
      ),
    ])

  private static let nearest = Resize.Mode.nearest(.floor)

  /// Twice as many positions along each of some axes.
  private static func twice(
    _ mode: Resize.Mode, _ axes: Int, _ callStyle: CallStyle
  ) -> ToolExpression {
    let scales = [Resize.Scale](repeating: Resize.Scale(2), count: axes)
    return call(Resize(.scales(scales), mode, .asymmetric), callStyle)
  }

  private static let joined = Reshape(to: [.size(2), .size(24), .size(5)])

  private static let one = Pad.Margin(1, 1)

  private static func pad(
    _ mode: Pad.Mode, _ height: Pad.Margin, _ width: Pad.Margin, _ callStyle: CallStyle
  ) -> ToolExpression {
    call(Pad([height, width], mode, axes: [2, 3]), callStyle)
  }

  private static let halves: ToolExpression = { scope, inputs in
    scope.apply(Split(.equal(2)), to: inputs, outputs: 2)
  }

  private static let choice: ToolExpression = { scope, inputs in
    let zero = scope.constant("zero", .float([]))
    let isPositive = apply(Arithmetic(.greater), .operator, scope, [inputs[0], zero])
    return apply(Where(), .function, scope, isPositive + inputs)
  }

  private static func resize(_ callStyle: CallStyle) -> ToolExpression {
    call(NearestResize(), callStyle, .float([2, 1, 12, 10]))
  }
}
