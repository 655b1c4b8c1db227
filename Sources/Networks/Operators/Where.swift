import RLASymbolic

/// The element of one tensor where a condition holds, else that of another.
///
/// Shapes: condition, x and y that broadcast → their common shape.
public struct Where: Operator {
  public static let kind = OperatorKind(
    "Where", .arithmetic, onnx: ["Where"],
    inputs: [OperatorKind.Port("condition"), OperatorKind.Port("X"), OperatorKind.Port("Y")])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.where", aten: "where")

  public var title: String { "where" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = try inputs.shape(0)
      .broadcast(with: inputs.shape(1), requiring: &requirements)
      .broadcast(with: inputs.shape(2), requiring: &requirements)
    return [Fact(inputs[1].type, shape, elements: elements(inputs, shape))]
  }

  private func elements(_ inputs: Operands, _ shape: Shape) -> [Dim]? {
    let columns = (0..<3).compactMap { position in
      inputs[position].elements.flatMap { shape.repeating($0, of: inputs.shape(position)) }
    }
    guard columns.count == 3 else { return nil }
    let results = columns[0].indices.map { index -> Dim? in
      columns[0][index].isEqual(to: 0).map { columns[$0 ? 2 : 1][index] }
    }
    return results.contains(nil) ? nil : results.compactMap(\.self)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    return Work(
      ElementCost(comparisons: 1), times: m, inputElements: inputs.shape().elements,
      outputElements: m)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(0) }
}
