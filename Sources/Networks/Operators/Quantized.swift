import RLASymbolic

/// An operator on quantized tensors: the shapes and the products of the same operator on real
/// numbers, with whole numbers as elements.
///
/// Shapes: those of the operator. After its inputs come a scale and a zero point for each operand,
/// weights included, and for the result; they change no size. ONNX `ConvInteger`, `QLinearConv` and the
/// like; contrib operators of ONNX Runtime.
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
  /// How many inputs come before the first scale.
  package let operands: Int
  /// How many operands, weights included, have a scale and a zero point.
  package var parameterized: Int { Self.parameterized(base.kind, operands: operands) }

  /// - Parameters:
  ///   - base: The operator on real numbers, of one of the kinds in `quantizable`.
  ///   - result: What the results are.
  ///   - operands: How many inputs a concatenation has.
  public init(_ base: any Operator, _ result: Result, operands: Int = 2) {
    self.operands =
      base.kind == Concatenation.kind ? operands : base.kind.inputs.count
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
  private static let kinds = Dictionary(
    uniqueKeysWithValues: onnx.map { base, names in
      let kind = OperatorKind(
        "Quantized" + base.name, base.category, onnx: names,
        inputs: base == Concatenation.kind ? base.inputs : base.inputs + parameters(base),
        outputs: base.outputs)
      return (base, kind)
    })

  /// The scales and zero points of an operator, then the bias of a product of real numbers.
  private static func parameters(_ base: OperatorKind) -> [OperatorKind.Port] {
    let owners =
      ["a", "b", "c"].prefix(parameterized(base, operands: base.inputs.count)) + ["y"]
    let ports = owners.flatMap { ["\($0)_scale", "\($0)_zero_point"] }
    return (base == MatMul.kind ? ports + ["bias"] : ports).map { OperatorKind.Port($0, .optional) }
  }

  private static func parameterized(_ base: OperatorKind, operands: Int) -> Int {
    switch base {
    case Convolution.kind, MatMul.kind, Gemm.kind, .addition, .multiplication: 2
    // The sequence, and the matrices for it and for the hidden state.
    case .lstm: 3
    default: operands
    }
  }

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
    try base.outputs(of: real(inputs), requiring: &requirements).map { Fact(type, $0.shape) }
  }

  /// The inputs of the operator on real numbers.
  private func real(_ inputs: Operands) -> Operands {
    Operands(Array(inputs.facts.prefix(operands)))
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
    var work = base.work(on: real(inputs), outputs: outputs)
    work += Work(cost, times: m, inputElements: 0, outputElements: 0)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
