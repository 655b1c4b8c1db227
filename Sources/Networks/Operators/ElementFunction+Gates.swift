import Glibc

/// Functions that saturate, and products of the argument with one of them.
extension ElementFunction {
  /// `1 / (1 + e^−x)`.
  public static let sigmoid = ElementFunction(
    .sigmoid, TorchNames(module: "Sigmoid", function: "torch.sigmoid", aten: "sigmoid"), "sigmoid",
    cost: ElementCost(additions: 1, divisions: 1, exponentials: 1), derivative: .fromOutput,
    loop: "sigmoid"
  ) { 1 / (1 + exp(-$0)) }

  /// `(e^x − e^−x) / (e^x + e^−x)`, computed as `1 − 2/(e^2x + 1)`.
  public static let tanh = ElementFunction(
    .tanh, TorchNames(module: "Tanh", function: "torch.tanh", aten: "tanh"), "tanh",
    cost: ElementCost(additions: 2, multiplications: 1, divisions: 1, exponentials: 1),
    derivative: .fromOutput, loop: "tanh"
  ) { Glibc.tanh($0) }

  /// `min(max(αx + β, 0), 1)`; α is 1/6 in PyTorch and 0.2 by default in ONNX.
  public static func hardSigmoid(_ alpha: Double = 1.0 / 6, _ beta: Double = 0.5)
    -> ElementFunction
  {
    ElementFunction(
      .hardSigmoid, hardSigmoidNames, "hard sigmoid", parameters: [alpha, beta],
      cost: ElementCost(additions: 1, multiplications: 1, comparisons: 2), derivative: .fromOutput,
      loop: "hard_sigmoid"
    ) { min(max(alpha * $0 + beta, 0), 1) }
  }

  /// `x·min(max(x/6 + 1/2, 0), 1)`.
  ///
  /// Howard et al. 2019, arXiv 1905.02244.
  public static let hardSwish = ElementFunction(
    .hardSwish,
    TorchNames(module: "Hardswish", function: "F.hardswish", aten: "hardswish", "hardswish_"),
    "hard swish", cost: ElementCost(additions: 1, multiplications: 2, comparisons: 2),
    derivative: .fromInput, loop: "hard_swish"
  ) { $0 * min(max($0 / 6 + 0.5, 0), 1) }

  /// `x·sigmoid(x)`.
  ///
  /// Elfwing et al. 2017, arXiv 1702.03118.
  public static let silu = ElementFunction(
    .silu, TorchNames(module: "SiLU", function: "F.silu", aten: "silu", "silu_"), "SiLU",
    cost: ElementCost(additions: 1, multiplications: 1, divisions: 1, exponentials: 1),
    derivative: .fromInput, loop: "silu"
  ) { $0 / (1 + exp(-$0)) }

  /// `x·sigmoid(slope·x)`; with 1.702 an approximation of GELU.
  ///
  /// Ramachandran et al. 2017, arXiv 1710.05941.
  public static func swish(_ slope: Double) -> ElementFunction {
    ElementFunction(
      .swish, TorchNames(function: "x * torch.sigmoid", aten: "sigmoid", "mul"), "Swish",
      parameters: [slope],
      cost: ElementCost(additions: 1, multiplications: 2, divisions: 1, exponentials: 1),
      derivative: .fromInput, loop: "swish"
    ) { $0 / (1 + exp(-slope * $0)) }
  }

  /// `x·(1 + erf(x/√2))/2`.
  ///
  /// Hendrycks and Gimpel 2016, arXiv 1606.08415.
  public static let gelu = ElementFunction(
    .gelu, geluNames, "GELU",
    cost: ElementCost(additions: 1, multiplications: 3, exponentials: 1), derivative: .fromInput,
    loop: "gelu"
  ) { 0.5 * $0 * (1 + Glibc.erf($0 / 2.0.squareRoot())) }

  /// `x·(1 + tanh(√(2/π)(x + 0.044715x³)))/2`, the approximation of the same paper.
  public static let geluTanh = ElementFunction(
    .geluTanh, geluNames, "GELU (tanh)",
    cost: ElementCost(additions: 4, multiplications: 7, divisions: 1, exponentials: 1),
    derivative: .fromInput, loop: "gelu_tanh"
  ) {
    0.5 * $0 * (1 + Glibc.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
  }

  /// `x·tanh(ln(1 + e^x))`.
  ///
  /// Misra 2019, arXiv 1908.08681.
  public static let mish = ElementFunction(
    .mish, TorchNames(module: "Mish", function: "F.mish", aten: "mish", "mish_"), "Mish",
    cost: ElementCost(additions: 3, multiplications: 2, divisions: 1, exponentials: 3),
    derivative: .fromInput, loop: "mish"
  ) { $0 * Glibc.tanh(log1p(exp(-abs($0))) + max($0, 0)) }

  /// `ln(1 + e^x)`.
  public static let softplus = ElementFunction(
    .softplus, TorchNames(module: "Softplus", function: "F.softplus", aten: "softplus"),
    "softplus", cost: ElementCost(additions: 1, exponentials: 2), derivative: .fromInput,
    loop: "softplus"
  ) { log1p(exp(-abs($0))) + max($0, 0) }

  /// `x / (1 + |x|)`.
  public static let softsign = ElementFunction(
    .softsign,
    TorchNames(module: "Softsign", function: "F.softsign", aten: "abs", "add", "div"),
    "softsign", cost: ElementCost(additions: 1, divisions: 1, comparisons: 1),
    derivative: .fromInput, loop: "softsign"
  ) { $0 / (1 + abs($0)) }

  private static let geluNames = TorchNames(module: "GELU", function: "F.gelu", aten: "gelu")
  private static let hardSigmoidNames = TorchNames(
    module: "Hardsigmoid", function: "F.hardsigmoid", aten: "hardsigmoid", "hardsigmoid_")
}

extension OperatorKind {
  public static let sigmoid = OperatorKind("Sigmoid", .activation, onnx: ["Sigmoid"])
  public static let tanh = OperatorKind("Tanh", .activation, onnx: ["Tanh"])
  public static let hardSigmoid = OperatorKind("HardSigmoid", .activation, onnx: ["HardSigmoid"])
  public static let hardSwish = OperatorKind("HardSwish", .activation, onnx: ["HardSwish"])
  public static let silu = OperatorKind("SiLU", .activation, onnx: ["Swish"])
  public static let swish = OperatorKind(
    "Swish", .activation, onnx: ["Swish", "com.microsoft.QuickGelu"])
  public static let gelu = OperatorKind("GELU", .activation, onnx: ["Gelu"])
  public static let geluTanh = OperatorKind("GELU (tanh)", .activation, onnx: ["Gelu"])
  public static let mish = OperatorKind("Mish", .activation, onnx: ["Mish"])
  public static let softplus = OperatorKind("Softplus", .activation, onnx: ["Softplus"])
  public static let softsign = OperatorKind("Softsign", .activation, onnx: ["Softsign"])
}
