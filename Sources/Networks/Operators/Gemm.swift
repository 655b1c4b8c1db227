import RLASymbolic

/// A scaled product of two matrices plus a scaled third: `y = α · A' · B' + β · C`, where A' and B'
/// are the operands or their transposes.
///
/// Shapes: A' m×k, B' k×n, C any that broadcasts to m×n → m×n; in batches, N×m×k, N×k×n and C any
/// that broadcasts to N×m×n → N×m×n. ONNX `Gemm`, version 13; `torch.addmm` and `torch.baddbmm`,
/// PyTorch 2.13, which take C first.
public struct Gemm: Operator {
  public static let kind = OperatorKind(
    "Gemm", .product, onnx: ["Gemm"],
    inputs: [
      OperatorKind.Port("A"), OperatorKind.Port("B"), OperatorKind.Port("C", .optional),
    ])

  /// Whether A is k×m instead of m×k.
  public let transposesLeft: Bool
  /// Whether B is n×k instead of k×n.
  public let transposesRight: Bool
  /// α, the factor of the product.
  public let alpha: Double
  /// β, the factor of C.
  public let beta: Double
  /// Whether A and B are batches of matrices, as `torch.baddbmm` takes them.
  public let isBatched: Bool

  public init(
    transposesLeft: Bool = false, transposesRight: Bool = false, alpha: Double = 1,
    beta: Double = 1, batched: Bool = false
  ) {
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    self.alpha = alpha
    self.beta = beta
    isBatched = batched
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { isBatched ? Self.batchNames : Self.names }

  private static let names = TorchNames(function: "torch.addmm", aten: "addmm")
  private static let batchNames = TorchNames(function: "torch.baddbmm", aten: "baddbmm")

  public var title: String { "gemm" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    for position in 0..<2 { try inputs.shape(position).require(rank: isBatched ? 3 : 2) }
    let left = inputs.shape(0).transposed(transposesLeft)
    let right = inputs.shape(1).transposed(transposesRight)
    if isBatched { try left.require(equalTo: right, axes: [0], &requirements) }
    let result = try left.product(with: right, requiring: &requirements)
    if let addend = inputs.optional(2) {
      try addend.shape.require(repeatingTo: result, &requirements)
    }
    return [Fact(inputs[0].type, result)]
  }

  /// A factor of 1 costs nothing; C is not read if its factor is 0.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (left, output) = (inputs.shape(0), outputs[0].shape)
    let addend = beta == 0 ? nil : inputs.optional(2)
    var work = Work(
      product: output.elements * left.dims[left.rank - (transposesLeft ? 2 : 1)],
      biasAdditions: addend == nil ? 0 : output.elements, groups: 1, parametersPerImage: 0,
      input: left, output: output)
    if alpha != 1 { work[.multiplications] += output.elements }
    if let addend, beta != 1 { work[.multiplications] += addend.shape.elements }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .firstInputs(2) }
}

extension Shape {
  /// The shape, with its last two axes exchanged if `exchanges` is true.
  func transposed(_ exchanges: Bool) -> Shape {
    var result = self
    if exchanges { result.dims.swapAt(rank - 2, rank - 1) }
    return result
  }

  /// Requires that the tensor broadcasts to the shape `other`.
  fileprivate func require(
    repeatingTo other: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    guard rank <= other.rank else { throw .rank(expected: other.rank, actual: rank) }
    let offset = other.rank - rank
    for (axis, size) in dims.enumerated() where size != 1 && size != other.dims[offset + axis] {
      let wanted = other.dims[offset + axis]
      try requirements.require(
        .equal(size, wanted), otherwise: .unequal(axis: offset + axis, size, wanted))
    }
  }
}
