import RLASymbolic

/// The determinants of square matrices.
///
/// Shapes: …×m×m → …. ONNX `Det`, version 22; `torch.linalg.det`, PyTorch 2.13.
public struct Determinant: Operator {
  public static let kind = OperatorKind("Determinant", .reduction, onnx: ["Det"])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.linalg.det", aten: "linalg_det", "det")

  public var title: String { "determinant" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the last two axes are no square matrix.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let dims = inputs.shape().dims
    guard dims.count >= 2 else { throw .rank(expected: 2, actual: dims.count) }
    let (rows, columns) = (dims[dims.count - 2], dims[dims.count - 1])
    try requirements.require(
      .equal(rows, columns), otherwise: .unequal(axis: dims.count - 1, rows, columns))
    return [Fact(inputs[0].type, Shape(Array(dims.dropLast(2))))]
  }

  /// Gauss's elimination, then the product of the diagonal; the search for pivots is not counted.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (shape, matrices) = (inputs.shape(), outputs[0].shape.elements)
    let m = shape.dims[shape.rank - 2]
    // 1² + … + (m − 1)² updates, after 1 + … + (m − 1) factors.
    let updates = ((m - 1) * m * (m * 2 - 1)).floorDivided(by: 6) * matrices
    let factors = ((m - 1) * m).floorDivided(by: 2) * matrices
    return Work(
      inputElements: shape.elements, outputElements: matrices, additions: updates,
      multiplications: updates + (m - 1) * matrices, divisions: factors)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
