import RLASymbolic

/// A sum of products over the letters of an equation: `y[i, k] = Σ over j of a[i, j] · b[j, k]` for
/// `ij,jk->ik`.
///
/// Shapes: two tensors with one axis for each of their letters → the sizes of the letters of the
/// result. An axis of size 1 broadcasts. NumPy 2, `numpy.einsum`; ONNX `Einsum`, version 12.
public struct Einsum: Operator {
  public static let kind = OperatorKind(
    "Einsum", .product, onnx: ["Einsum"],
    inputs: [OperatorKind.Port("A"), OperatorKind.Port("B")])

  /// The equation as it was written.
  public let equation: String
  private let letters: Result<EinsumEquation, EinsumEquation.Fault>

  /// An equation that is not supported is refused when shapes are inferred.
  public init(_ equation: String) {
    self.equation = equation
    letters = Result { () throws(EinsumEquation.Fault) in try EinsumEquation(equation) }
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.einsum", aten: "einsum", "bmm")

  public var title: String { "einsum \(equation)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let letters: EinsumEquation
    switch self.letters {
    case .success(let read): letters = read
    case .failure(let fault): throw .equation(equation, fault)
    }
    let (left, right) = (inputs.shape(0), inputs.shape(1))
    try left.require(rank: letters.left.count)
    try right.require(rank: letters.right.count)
    for (letter, one, other) in letters.shared(left, right) where one != 1 && other != 1 {
      try requirements.require(.equal(one, other), otherwise: .letter(letter, one, other))
    }
    let sizes = letters.sizes(left, right)
    return [Fact(inputs[0].type, Shape(letters.output.compactMap { sizes[$0] }))]
  }

  /// One multiply-add for each choice of an index for every letter.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    guard case .success(let letters) = letters else {
      preconditionFailure("Work is asked for after the shape was inferred.")
    }
    let sizes = letters.sizes(inputs.shape(0), inputs.shape(1))
    let order = letters.left + letters.right.filter { !letters.left.contains($0) }
    return Work(
      product: order.reduce(1) { $0 * (sizes[$1] ?? 1) }, biasAdditions: 0, groups: 1,
      parametersPerImage: 0, input: inputs.shape(), output: outputs[0].shape)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension EinsumEquation {
  /// The letters of both operands, with the sizes that each gives them.
  fileprivate func shared(_ one: Shape, _ other: Shape) -> [(Character, Dim, Dim)] {
    zip(left, one.dims).compactMap { letter, size in
      right.firstIndex(of: letter).map { (letter, size, other.dims[$0]) }
    }
  }

  /// The size of every letter: of two sizes the one that is not 1, and a number rather than a
  /// symbol that has to equal it.
  fileprivate func sizes(_ one: Shape, _ other: Shape) -> [Character: Dim] {
    let all = Array(zip(left, one.dims)) + Array(zip(right, other.dims))
    return Dictionary(all) { first, second in
      first == 1 || second != 1 && second.value != nil ? second : first
    }
  }
}
