import Glibc

/// Exponentials, logarithms, roots, rounding and the like, without parameters but for `rsub`.
extension ElementFunction {
  public static let exponential = plain(.exponential, "exp", .fromOutput, transcendental) {
    exp($0)
  }
  public static let logarithm = plain(.logarithm, "log", .fromInput, transcendental) { log($0) }
  public static let erf = plain(.erf, "erf", .fromInput, transcendental) { Glibc.erf($0) }
  public static let sine = plain(.sine, "sin", .fromInput, transcendental) { sin($0) }
  public static let cosine = plain(.cosine, "cos", .fromInput, transcendental) { cos($0) }

  public static let tangent = plain(.tangent, "tan", .fromOutput, transcendental) { tan($0) }
  public static let arcSine = plain(.arcSine, "asin", .fromInput, transcendental) { asin($0) }
  public static let arcCosine = plain(.arcCosine, "acos", .fromInput, transcendental) {
    acos($0)
  }
  public static let arcTangent = plain(.arcTangent, "atan", .fromInput, transcendental) {
    atan($0)
  }
  public static let hyperbolicSine = plain(
    .hyperbolicSine, "sinh", .fromInput, transcendental
  ) { sinh($0) }
  public static let hyperbolicCosine = plain(
    .hyperbolicCosine, "cosh", .fromInput, transcendental
  ) { cosh($0) }
  public static let areaSine = plain(.areaSine, "asinh", .fromInput, transcendental) {
    asinh($0)
  }
  public static let areaCosine = plain(.areaCosine, "acosh", .fromInput, transcendental) {
    acosh($0)
  }
  public static let areaTangent = plain(.areaTangent, "atanh", .fromInput, transcendental) {
    atanh($0)
  }

  public static let squareRoot = plain(
    .squareRoot, "sqrt", .fromOutput, ElementCost(divisions: 1)
  ) { $0.squareRoot() }
  public static let reciprocal = plain(
    .reciprocal, "reciprocal", .fromOutput, ElementCost(divisions: 1)
  ) { 1 / $0 }

  public static let absolute = plain(.absolute, "abs", .fromInput, ElementCost(comparisons: 1)) {
    abs($0)
  }
  public static let negation = plain(.negation, "neg", .constant, ElementCost(additions: 1)) { -$0 }
  public static let sign = plain(.sign, "sign", .constant, ElementCost(comparisons: 2)) {
    $0 > 0 ? 1 : $0 < 0 ? -1 : 0
  }
  public static let floor = plain(.floor, "floor", .constant, rounding) { Glibc.floor($0) }
  public static let ceiling = plain(.ceiling, "ceil", .constant, rounding) { Glibc.ceil($0) }
  /// Halves go to the even neighbor, as in PyTorch and ONNX.
  public static let round = plain(.round, "round", .constant, rounding) {
    $0.rounded(.toNearestOrEven)
  }

  /// `number − x`; with 1, the complementary weight of a gate.
  public static func rsub(_ number: Double = 1) -> ElementFunction {
    ElementFunction(
      .rsub, rsubNames, "\(Int(exactly: number).map { "\($0)" } ?? "\(number)") −",
      parameters: [number], cost: ElementCost(additions: 1), derivative: .constant, loop: "rsub"
    ) { number - $0 }
  }

  private static let rsubNames = TorchNames(function: "torch.rsub", aten: "rsub")
  private static let transcendental = ElementCost(exponentials: 1)
  private static let rounding = ElementCost(comparisons: 1)

  private static func plain(
    _ kind: OperatorKind, _ name: String, _ derivative: Derivative, _ cost: ElementCost,
    _ formula: @escaping @Sendable (Double) -> Double
  ) -> ElementFunction {
    ElementFunction(
      kind, TorchNames(function: "torch.\(name)", aten: name), name, cost: cost,
      derivative: derivative, loop: name, formula: formula)
  }
}

extension OperatorKind {
  public static let exponential = OperatorKind("Exp", .activation, onnx: ["Exp"])
  public static let logarithm = OperatorKind("Log", .activation, onnx: ["Log"])
  public static let erf = OperatorKind("Erf", .activation, onnx: ["Erf"])
  public static let sine = OperatorKind("Sin", .activation, onnx: ["Sin"])
  public static let cosine = OperatorKind("Cos", .activation, onnx: ["Cos"])
  public static let tangent = OperatorKind("Tan", .activation, onnx: ["Tan"])
  public static let arcSine = OperatorKind("Asin", .activation, onnx: ["Asin"])
  public static let arcCosine = OperatorKind("Acos", .activation, onnx: ["Acos"])
  public static let arcTangent = OperatorKind("Atan", .activation, onnx: ["Atan"])
  public static let hyperbolicSine = OperatorKind("Sinh", .activation, onnx: ["Sinh"])
  public static let hyperbolicCosine = OperatorKind("Cosh", .activation, onnx: ["Cosh"])
  public static let areaSine = OperatorKind("Asinh", .activation, onnx: ["Asinh"])
  public static let areaCosine = OperatorKind("Acosh", .activation, onnx: ["Acosh"])
  public static let areaTangent = OperatorKind("Atanh", .activation, onnx: ["Atanh"])
  public static let squareRoot = OperatorKind("Sqrt", .activation, onnx: ["Sqrt"])
  public static let reciprocal = OperatorKind("Reciprocal", .activation, onnx: ["Reciprocal"])
  public static let absolute = OperatorKind("Abs", .activation, onnx: ["Abs"])
  public static let negation = OperatorKind("Neg", .activation, onnx: ["Neg"])
  public static let sign = OperatorKind("Sign", .activation, onnx: ["Sign"])
  public static let floor = OperatorKind("Floor", .activation, onnx: ["Floor"])
  public static let ceiling = OperatorKind("Ceil", .activation, onnx: ["Ceil"])
  public static let round = OperatorKind("Round", .activation, onnx: ["Round"])
  public static let rsub = OperatorKind("RSub", .arithmetic)
}

extension ElementFunction {
  /// Every row, those with parameters at their defaults.
  public static let all: [ElementFunction] = [
    .relu, .relu6, .sigmoid, .tanh, .rsub(), .clip(-2, 2), .leakyReLU(), .elu(), .celu(),
    .selu(), .hardSigmoid(), .hardSwish, .silu, .gelu, .geluTanh, .mish, .softplus, .softsign,
    .exponential, .logarithm, .squareRoot, .reciprocal, .erf, .absolute, .negation, .sign, .floor,
    .ceiling, .round, .sine, .cosine, .tangent, .arcSine, .arcCosine, .arcTangent, .hyperbolicSine,
    .hyperbolicCosine, .areaSine, .areaCosine, .areaTangent, .swish(2), .shrink(),
    .thresholdedReLU(),
  ]
}
