import RLASymbolic

/// The matrix product of two tensors: `y[…, i, j] = Σ over k of a[…, i, k] · b[…, k, j]`.
///
/// Shapes: …×m×k and …×k×n → …×m×n, where the axes before the last two broadcast. A vector is a
/// matrix of one row on the left and of one column on the right, whose axis of size 1 is dropped
/// from the result. NumPy 2, `numpy.matmul`.
public struct MatMul: Operator {
  public static let kind = OperatorKind(
    "MatMul", .product, onnx: ["MatMul"],
    inputs: [OperatorKind.Port("A"), OperatorKind.Port("B")])

  /// Which operands a product accepts.
  public enum Form: Hashable, Sendable, CaseIterable {
    /// Any that broadcast by NumPy's rule, as in `torch.matmul`.
    case any
    /// Two matrices, as in `torch.mm`.
    case matrices
    /// Two equal batches of matrices, as in `torch.bmm`.
    case batches
  }

  public let form: Form

  public init(_ form: Form = .any) {
    self.form = form
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames {
    switch form {
    case .any: Self.names
    case .matrices: Self.matrixNames
    case .batches: Self.batchNames
    }
  }

  private static let names = TorchNames(
    function: "torch.matmul", method: "Tensor.__matmul__", aten: "matmul", "mm", "bmm")
  private static let matrixNames = TorchNames(function: "torch.mm", aten: "mm")
  private static let batchNames = TorchNames(function: "torch.bmm", aten: "bmm")

  public var title: String { "matmul" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (left, right) = (inputs.shape(0), inputs.shape(1))
    for operand in [left, right] {
      switch form {
      case .any: guard operand.rank > 0 else { throw .rank(expected: 1, actual: 0) }
      case .matrices: try operand.require(rank: 2)
      case .batches: try operand.require(rank: 3)
      }
    }
    if form == .batches { try left.require(equalTo: right, axes: [0], &requirements) }
    return [Fact(inputs[0].type, try left.product(with: right, requiring: &requirements))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (left, output) = (inputs.shape(0), outputs[0].shape)
    return Work(
      product: output.elements * left.dims[left.rank - 1], biasAdditions: 0, groups: 1,
      parametersPerImage: 0, input: left, output: output)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Shape {
  /// The shape of the product of two tensors that have axes.
  ///
  /// - Throws: `ShapeMismatch.innerSizes` where the rows of the left operand are longer or shorter
  ///   than the columns of the right one, and `unequal` where the axes before them do not broadcast.
  func product(
    with other: Shape, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let (left, right) = (dims[rank - 1], other.dims[max(0, other.rank - 2)])
    if left != right {
      try requirements.require(.equal(left, right), otherwise: .innerSizes(left, right))
    }
    let batch = try Shape(dims.dropLast(2)).broadcast(
      with: Shape(other.dims.dropLast(2)), requiring: &requirements)
    let rows = rank > 1 ? [dims[rank - 2]] : []
    let columns = other.rank > 1 ? [other.dims[other.rank - 1]] : []
    return Shape(batch.dims + rows + columns)
  }
}
