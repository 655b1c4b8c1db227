import RLASymbolic

/// The places of all elements that are not 0.
///
/// Shapes: any of rank r → r×(their number), which is known only at run time.
public struct NonZero: Operator {
  public static let kind = OperatorKind("NonZero", .reduction, onnx: ["NonZero"])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.nonzero", aten: "nonzero")

  public var title: String { "nonzero" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(.int64, [Dim(inputs.shape().rank), count(inputs[0], requirements)])]
  }

  /// Their number, where the elements are known.
  private func count(_ input: Fact, _ requirements: Requirements) -> Dim {
    let zeros = input.elements?.map { $0.isEqual(to: 0) }
    guard let zeros, !zeros.contains(nil) else { return requirements.unknownSize("count") }
    return Dim(zeros.count { $0 == false })
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: outputs[0].shape.elements, comparisons: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
