import RLASymbolic

/// An operator on quantized tensors: the shapes and the products of the same operator on real
/// numbers, with whole numbers as elements.
///
/// Shapes: those of the operator. Scales and zero points are no inputs, as they change no size. ONNX
/// `ConvInteger`, `QLinearConv` and the like; contrib operators of ONNX Runtime.
public struct Quantized: Operator {
  /// Where the results are rescaled to.
  public enum Result: Hashable, Sendable {
    /// The sums themselves, as 32-bit integers.
    case sums
    /// Whole numbers of this type, rescaled and rounded.
    case rescaled(ElementType)
    /// Real numbers.
    case real
  }

  public let base: any Operator
  public let result: Result
  public let kind: OperatorKind

  /// - Parameters:
  ///   - base: The operator on real numbers, of one of the kinds in `quantizable`.
  ///   - result: What the results are.
  public init(_ base: any Operator, _ result: Result) {
    guard let kind = Self.kinds[base.kind] else {
      preconditionFailure("\(base.kind) has no quantized form.")
    }
    self.base = base
    self.result = result
    self.kind = kind
  }

  /// The node types of ONNX by the kind that they are the quantized form of.
  private static let onnx: [OperatorKind: [String]] = [
    Convolution.kind: ["ConvInteger", "QLinearConv", "com.microsoft.QLinearConv"],
    MatMul.kind: [
      "MatMulInteger", "QLinearMatMul", "com.microsoft.MatMulIntegerToFloat",
      "com.microsoft.DynamicQuantizeMatMul",
    ],
    Gemm.kind: ["com.microsoft.QGemm"],
    .addition: ["com.microsoft.QLinearAdd"],
    .multiplication: ["com.microsoft.QLinearMul"],
    .averagePooling: ["com.microsoft.QLinearAveragePool"],
    .globalAveragePooling: ["com.microsoft.QLinearGlobalAveragePool"],
    .sigmoid: ["com.microsoft.QLinearSigmoid"],
    .leakyReLU: ["com.microsoft.QLinearLeakyRelu"],
    Softmax.kind: ["com.microsoft.QLinearSoftmax"],
    Concatenation.kind: ["com.microsoft.QLinearConcat"],
    .lstm: ["com.microsoft.DynamicQuantizeLSTM"],
  ]

  /// By the kind on real numbers, the kind on whole numbers.
  private static let kinds = OperatorKind.derived("Quantized", onnx: onnx)

  /// The kind on whole numbers of a kind on real numbers; nil where there is none.
  public static func kind(of base: OperatorKind) -> OperatorKind? { kinds[base] }

  /// The kinds that have a quantized form.
  public static let quantizable = Set(onnx.keys)

  public var torch: TorchNames { base.torch }

  public var title: String { "quantized \(base.title)" }

  public var weights: [Weight] { base.weights }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try base.outputs(of: inputs, requiring: &requirements).map { Fact(type, $0.shape) }
  }

  private var type: ElementType {
    switch result {
    case .sums: .int32
    case .rescaled(let type): type
    case .real: .float32
    }
  }

  /// Zero points of the inputs are folded into one addition for each result; rescaling takes a
  /// multiplication, the zero point, rounding and two bounds.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    let cost =
      switch result {
      case .sums: ElementCost(additions: 1)
      case .real: ElementCost(additions: 1, multiplications: 1)
      case .rescaled: ElementCost(additions: 2, multiplications: 1, comparisons: 3)
      }
    var work = base.work(on: inputs, outputs: outputs)
    work += Work(cost, times: m, inputElements: 0, outputElements: 0)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
