import RLASymbolic

/// The negation of truth values.
///
/// Shapes: any → the same.
public struct LogicalNot: Operator {
  public static let kind = OperatorKind("Not", .activation, onnx: ["Not"])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.logical_not", aten: "logical_not")

  public var title: String { "not" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let truths = inputs[0].elements?.map { $0.isEqual(to: 0).map { Dim($0 ? 1 : 0) } }
    let isKnown = truths.map { !$0.contains(nil) } ?? false
    return [
      Fact(.bool, inputs.shape(), elements: isKnown ? truths?.compactMap(\.self) : nil)
    ]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(comparisons: 1), times: n, inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
