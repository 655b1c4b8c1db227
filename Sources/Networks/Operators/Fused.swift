import RLASymbolic

/// An operator with a function of each element of its result: a convolution with its ReLU.
///
/// Shapes: those of the operator. Contrib operators of ONNX Runtime, `FusedConv` and the like.
public struct Fused: Operator {
  public let base: any Operator
  public let function: ElementFunction
  public let kind: OperatorKind

  /// - Parameters:
  ///   - base: The operator, of one of the kinds in `fusible`.
  ///   - function: What is applied to its result.
  public init(_ base: any Operator, _ function: ElementFunction) {
    guard let kind = Self.kinds[base.kind] else {
      preconditionFailure("\(base.kind) has no fused form.")
    }
    self.base = base
    self.function = function
    self.kind = kind
  }

  /// The node types of ONNX by the kind that they begin with.
  private static let onnx: [OperatorKind: [String]] = [
    Convolution.kind: ["com.microsoft.FusedConv"],
    Linear.kind: ["com.microsoft.FusedGemm", "com.microsoft.FusedMatMulActivation"],
    Gemm.kind: ["com.microsoft.FusedGemm"],
    TransposedMatMul.kind: ["com.microsoft.FusedMatMulActivation"],
  ]

  private static let kinds = OperatorKind.derived("Fused", onnx: onnx)

  /// The fused kind of a kind; nil where there is none.
  public static func kind(of base: OperatorKind) -> OperatorKind? { kinds[base] }

  /// The kinds that have a fused form.
  public static let fusible = Set(onnx.keys)

  public var torch: TorchNames { base.torch }

  public var title: String { "\(base.title) + \(function.title)" }

  public var weights: [Weight] { base.weights }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try base.outputs(of: inputs, requiring: &requirements)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    var work = base.work(on: inputs, outputs: outputs)
    work += Work(function.cost, times: m, inputElements: 0, outputElements: 0)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { base.savedTensors }
}
