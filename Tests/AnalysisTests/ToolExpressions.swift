import RLANetworks
import RLASymbolic

/// The cases of Fixtures/Reference/operators.json that the vocabulary can express.
enum ToolExpressions {
  static let all: [String: ToolExpression] =
    elementwise.merging(arithmetic) { first, _ in first }
    .merging(poolings) { first, _ in first }
    .merging(layers) { first, _ in first }
    .merging(products) { first, _ in first }
    .merging(movements) { first, _ in first }

  /// The names of one operator with each of the two call styles.
  static func both(_ name: String, _ function: any Operator) -> [(String, ToolExpression)] {
    [("\(name)/module", call(function, .module)), ("\(name)/function", call(function, .function))]
  }

  private static let elementwise: [String: ToolExpression] = table(
    activations.flatMap { both($0, Activation($1)) }
      + plain.map { ("torch_\($0)/function", call(Activation($1), .function)) }
      + [
        ("clip/module", call(Activation(.clip(-2, 2)), .module)),
        ("clamp/function", call(Activation(.clip(-2, 2)), .function)),
        ("clamp_min/method", call(Activation(.clip(0, .infinity)), .function)),
        // No tool patches torch.relu, so that only tracing sees it, as if it were an operator.
        ("torch_relu/function", call(Activation(.relu), .operator)),
        ("neg/operator", call(Activation(.negation), .operator)),
        ("rsub/operator", call(Activation(.rsub()), .operator)),
        ("prelu/module", call(ParametricReLU(slopes: 4), .module)),
        ("prelu/function", weighted(ParametricReLU(slopes: 4))),
      ])

  private static let activations: [(String, ElementFunction)] = [
    ("relu", .relu), ("relu6", .relu6), ("sigmoid", .sigmoid), ("tanh", .tanh),
    ("hardswish", .hardSwish), ("hardsigmoid", .hardSigmoid()), ("silu", .silu), ("gelu", .gelu),
    ("gelu_tanh", .geluTanh), ("mish", .mish), ("leaky_relu", .leakyReLU()), ("elu", .elu()),
    ("selu", .selu()), ("celu", .celu()), ("softplus", .softplus), ("softsign", .softsign),
  ]

  private static let plain: [(String, ElementFunction)] = [
    ("exp", .exponential), ("log", .logarithm), ("sqrt", .squareRoot), ("reciprocal", .reciprocal),
    ("erf", .erf), ("abs", .absolute), ("neg", .negation), ("sign", .sign), ("floor", .floor),
    ("ceil", .ceiling), ("round", .round), ("sin", .sine), ("cos", .cosine),
  ]

  private static let arithmetic: [String: ToolExpression] = table(
    binary.flatMap { name, function in
      ["", "_broadcast"].flatMap { shape in
        [
          ("\(name)\(shape)/function", call(Arithmetic(function), .function)),
          ("\(name)\(shape)/operator", call(Arithmetic(function), .operator)),
        ]
      }
    } + numbers
      + [
        ("add/method", call(Arithmetic(.add), .function)),
        ("mul/method", call(Arithmetic(.multiply), .function)),
        ("add_lower_rank/operator", call(Arithmetic(.add), .operator)),
        ("add_lower_rank/function", call(Arithmetic(.add), .function)),
        ("mul_lower_rank/function", call(Arithmetic(.multiply), .function)),
      ] + reductions)

  private static let binary: [(String, BinaryFunction)] = [
    ("add", .add), ("sub", .subtract), ("mul", .multiply), ("div", .divide), ("pow", .power),
    ("minimum", .minimum), ("maximum", .maximum), ("remainder", .remainder), ("eq", .equal),
    ("lt", .less), ("gt", .greater), ("logical_and", .and),
  ]

  /// A tensor and a number.
  private static let numbers: [(String, ToolExpression)] = [
    ("add_number/operator", call(Arithmetic(.add), .operator, .float([]))),
    ("add_number/function", call(Arithmetic(.add), .function, .float([]))),
    ("mul_number/operator", call(Arithmetic(.multiply), .operator, .float([]))),
    ("mul_number/function", call(Arithmetic(.multiply), .function, .float([]))),
    ("square/operator", call(Arithmetic(.power), .operator, .float([]))),
  ]

  private static let reductions: [(String, ToolExpression)] = [
    ("argmax/method", call(ArgExtreme(.maximum, axis: 1, keepingAxis: false), .function)),
    ("topk/function", { $0.apply(TopK(2, axis: 1), to: $1, outputs: 2) }),
    ("sum/method", reduce(.sum)), ("mean/method", reduce(.mean)),
    ("amax/method", reduce(.maximum)), ("amin/method", reduce(.minimum)),
    ("norm1/method", chain(call(Activation(.absolute), .function), reduce(.sum))),
    ("norm2/method", reduce(.l2)), ("logsumexp/method", reduce(.logSumExp)),
    (
      "prod/method",
      chain(
        call(Reshape(to: [.axis(0), .axis(1), .rest(from: 2)]), .function),
        call(Reduction(.product, over: [2]), .function),
        call(Reshape(to: [.axis(0), .axis(1), .size(1), .size(1)]), .function))
    ),
  ]

  private static func reduce(_ function: ReductionFunction) -> ToolExpression {
    call(Reduction(function, over: [2, 3]), .function)
  }

  /// A function whose weights are arguments: the case gives them as further inputs.
  static func weighted(_ function: any Operator) -> ToolExpression {
    { scope, inputs in apply(function, .function, scope, [inputs[0]]) }
  }

  static func table(_ rows: [(String, ToolExpression)]) -> [String: ToolExpression] {
    Dictionary(rows) { first, _ in first }
  }
}
