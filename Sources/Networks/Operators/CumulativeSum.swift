import RLASymbolic

/// Sums of all elements up to each one along an axis.
///
/// Shapes: any → the same. ONNX CumSum, version 14; the axis is a second input there.
public struct CumulativeSum: Operator {
  public static let kind = OperatorKind(
    "CumulativeSum", .reduction, onnx: ["CumSum"],
    inputs: [OperatorKind.Port("x"), OperatorKind.Port("axis", .optional, reads: .attributes)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.cumsum", aten: "cumsum")

  public var title: String { "cumulative sum" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(inputs[0].type, inputs.shape(), elements: elements(inputs[0]))]
  }

  private func elements(_ input: Fact) -> [Dim]? {
    guard input.shape.rank == 1, let elements = input.elements else { return nil }
    var sum: Dim = 0
    return elements.map {
      sum += $0
      return sum
    }
  }

  /// One addition for each element; the first of each line needs none, which is not told apart.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: n, additions: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
