import Glibc

/// ReLU and its relatives: the identity for large arguments, bounded below.
extension ElementFunction {
  /// `max(x, 0)`.
  ///
  /// The published models use it in place.
  public static let relu = ElementFunction(
    .relu, TorchNames(module: "ReLU", function: "F.relu", aten: "relu", "relu_"), "ReLU",
    cost: ElementCost(comparisons: 1), derivative: .fromOutput, storage: .inPlace, loop: "relu"
  ) { max($0, 0) }

  /// `min(max(x, 0), 6)`.
  ///
  /// The published models use it in place.
  public static let relu6 = ElementFunction(
    .relu6,
    TorchNames(
      module: "ReLU6", function: "F.relu6", called: "F.hardtanh", aten: "relu6", "relu6_",
      calledATen: ["hardtanh", "hardtanh_"]),
    "ReLU6", parameters: [0, 6],
    cost: ElementCost(comparisons: 2), derivative: .fromOutput, storage: .inPlace, loop: "relu6"
  ) { min(max($0, 0), 6) }

  /// `min(max(x, lower), upper)`.
  public static func clip(_ lower: Double, _ upper: Double) -> ElementFunction {
    ElementFunction(
      .clip, clipNames, "clip", parameters: [lower, upper], cost: ElementCost(comparisons: 2),
      derivative: .fromOutput, loop: "clip"
    ) { min(max($0, lower), upper) }
  }

  /// `x` where it is more than a threshold, else 0.
  ///
  /// Konda et al. 2014, arXiv 1402.3337.
  public static func thresholdedReLU(_ threshold: Double = 1) -> ElementFunction {
    ElementFunction(
      .thresholdedReLU, TorchNames(module: "Threshold", function: "F.threshold", aten: "threshold"),
      "threshold", parameters: [threshold], cost: ElementCost(comparisons: 1),
      derivative: .fromInput, loop: "thresholded_relu"
    ) { $0 <= threshold ? 0 : $0 }
  }

  /// 0 within a margin, and `x` brought nearer to 0 by a number beyond it.
  public static func shrink(_ margin: Double = 0.5, _ step: Double = 0) -> ElementFunction {
    ElementFunction(
      .shrink, TorchNames(module: "Softshrink", function: "F.softshrink", aten: "softshrink"),
      "shrink", parameters: [margin, step], cost: ElementCost(additions: 1, comparisons: 2),
      derivative: .fromInput, loop: "shrink"
    ) { abs($0) <= margin ? 0 : $0 > 0 ? $0 - step : $0 + step }
  }

  /// `x` where x is positive, else `slope·x`.
  ///
  /// Maas et al. 2013.
  public static func leakyReLU(_ slope: Double = 0.01) -> ElementFunction {
    ElementFunction(
      .leakyReLU, leakyNames, "leaky ReLU", parameters: [slope],
      cost: ElementCost(multiplications: 1, comparisons: 1),
      derivative: slope >= 0 ? .fromOutput : .fromInput, loop: "leaky_relu"
    ) { $0 > 0 ? $0 : slope * $0 }
  }

  /// `x` where x is positive, else `α(e^x − 1)`.
  ///
  /// Clevert et al. 2015, arXiv 1511.07289.
  public static func elu(_ alpha: Double = 1) -> ElementFunction {
    exponential(.elu, eluNames, "ELU", [alpha], isRising: alpha >= 0, "elu") {
      $0 > 0 ? $0 : alpha * expm1($0)
    }
  }

  /// `x` where x is positive, else `α(e^(x/α) − 1)`.
  ///
  /// Barron 2017, arXiv 1704.07483.
  public static func celu(_ alpha: Double = 1) -> ElementFunction {
    exponential(.celu, celuNames, "CELU", [alpha], "celu") {
      $0 > 0 ? $0 : alpha * expm1($0 / alpha)
    }
  }

  /// `λx` where x is positive, else `λα(e^x − 1)`.
  ///
  /// Klambauer et al. 2017, arXiv 1706.02515.
  public static func selu(
    alpha: Double = 1.6732632423543772, scale: Double = 1.0507009873554805
  ) -> ElementFunction {
    exponential(
      .selu, seluNames, "SELU", [alpha, scale], isRising: alpha >= 0 && scale > 0, "selu"
    ) {
      scale * ($0 > 0 ? $0 : alpha * expm1($0))
    }
  }

  /// `isRising` says whether the result has the sign of the argument.
  private static func exponential(
    _ kind: OperatorKind, _ names: TorchNames, _ title: String, _ parameters: [Double],
    isRising: Bool = true, _ loop: String,
    _ formula: @escaping @Sendable (Double) -> Double
  ) -> ElementFunction {
    ElementFunction(
      kind, names, title, parameters: parameters,
      cost: ElementCost(additions: 1, multiplications: 1, comparisons: 1, exponentials: 1),
      derivative: isRising ? .fromOutput : .fromInput, loop: loop, formula: formula)
  }

  private static let clipNames = TorchNames(
    module: "Hardtanh", function: "torch.clamp", called: "F.hardtanh",
    aten: "clamp", "clamp_", calledATen: ["hardtanh", "hardtanh_"])
  private static let leakyNames = TorchNames(
    module: "LeakyReLU", function: "F.leaky_relu", aten: "leaky_relu")
  private static let eluNames = TorchNames(module: "ELU", function: "F.elu", aten: "elu")
  private static let celuNames = TorchNames(module: "CELU", function: "F.celu", aten: "celu")
  private static let seluNames = TorchNames(module: "SELU", function: "F.selu", aten: "selu")
}

extension OperatorKind {
  public static let thresholdedReLU = OperatorKind(
    "ThresholdedReLU", .activation, onnx: ["ThresholdedRelu"])
  public static let shrink = OperatorKind("Shrink", .activation, onnx: ["Shrink"])
  public static let relu = OperatorKind("ReLU", .activation, onnx: ["Relu"])
  public static let relu6 = OperatorKind("ReLU6", .activation)
  public static let clip = OperatorKind("Clip", .activation, onnx: ["Clip"])
  public static let leakyReLU = OperatorKind("LeakyReLU", .activation, onnx: ["LeakyRelu"])
  public static let elu = OperatorKind("ELU", .activation, onnx: ["Elu"])
  public static let celu = OperatorKind("CELU", .activation, onnx: ["Celu"])
  public static let selu = OperatorKind("SELU", .activation, onnx: ["Selu"])
}
