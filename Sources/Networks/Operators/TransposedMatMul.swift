import RLASymbolic

/// The scaled matrix product of two tensors or of their transposes:
/// `y[…, i, j] = α · Σ over k of a'[…, i, k] · b'[…, k, j]`.
///
/// Shapes: those of `MatMul`, with the first axis of an operand before its last one where its batches
/// come second, and then with the last two axes exchanged where it is transposed.
/// Contrib operator `FusedMatMul` of ONNX Runtime.
public struct TransposedMatMul: Operator {
  public static let kind = OperatorKind(
    "TransposedMatMul", .product,
    onnx: ["com.microsoft.FusedMatMul", "com.microsoft.TransposeMatMul"],
    inputs: [OperatorKind.Port("A"), OperatorKind.Port("B")])

  public let transposesLeft: Bool
  public let transposesRight: Bool
  /// Whether the axes of batches stand after the first axis of the matrices, not before it.
  public let batchesSecond: (left: Bool, right: Bool)
  /// α, the factor of the product.
  public let alpha: Double

  public init(
    transposesLeft: Bool = false, transposesRight: Bool = false,
    batchesSecond: (left: Bool, right: Bool) = (false, false), alpha: Double = 1
  ) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    self.batchesSecond = batchesSecond
    self.alpha = alpha
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.matmul", method: "Tensor.__matmul__", aten: "matmul", "mm", "bmm")

  public var title: String { "matmul" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    for (position, exchanges) in [transposesLeft, transposesRight].enumerated() {
      let rank = inputs.shape(position).rank
      guard rank > (exchanges ? 1 : 0) else { throw .rank(expected: 2, actual: rank) }
    }
    let left = left(inputs)
    let right = inputs.shape(1).withBatchesFirst(batchesSecond.right).transposed(transposesRight)
    return [Fact(inputs[0].type, try left.product(with: right, requiring: &requirements))]
  }

  /// The first operand as `MatMul` reads it.
  private func left(_ inputs: Operands) -> Shape {
    inputs.shape(0).withBatchesFirst(batchesSecond.left).transposed(transposesLeft)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (left, output) = (left(inputs), outputs[0].shape)
    var work = Work(
      product: output.elements * left.dims[left.rank - 1],
      biasAdditions: 0, groups: 1, parametersPerImage: 0, input: inputs.shape(0), output: output)
    if alpha != 1 { work[.multiplications] += output.elements }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Shape {
  /// The first axis moved before the last one; unchanged unless `isWanted`.
  fileprivate func withBatchesFirst(_ isWanted: Bool) -> Shape {
    guard isWanted, rank > 2, let last = dims.last else { return self }
    return Shape(dims[1..<rank - 1] + [dims[0], last])
  }
}
