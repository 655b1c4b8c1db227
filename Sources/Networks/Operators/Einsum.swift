import RLASymbolic

/// A sum of products over the letters of an equation: `y[i, k] = Σ over j of a[i, j] · b[j, k]` for
/// `ij,jk->ik`.
///
/// Shapes: tensors with one axis for each of their letters → the sizes of the letters of the result. An
/// axis of size 1 broadcasts; `...` stands for any axes, aligned at the end. NumPy 2, `numpy.einsum`;
/// ONNX `Einsum`, version 12.
public struct Einsum: Operator {
  public static let kind = OperatorKind(
    "Einsum", .product, onnx: ["Einsum"],
    inputs: [OperatorKind.Port("A"), OperatorKind.Port("more", .variadic)])

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
    let shapes = inputs.present.map(\.shape)
    let letters = try spelled(shapes)
    let sizes = letters.sizes(shapes)
    for (operand, shape) in zip(letters.operands, shapes) {
      for (letter, size) in zip(operand, shape.dims) where size != 1 {
        guard let common = sizes[letter], common != size else { continue }
        try requirements.require(.equal(size, common), otherwise: .letter(letter, size, common))
      }
    }
    return [Fact(inputs[0].type, Shape(letters.output.compactMap { sizes[$0] }))]
  }

  private func spelled(_ shapes: [Shape]) throws(ShapeMismatch) -> EinsumEquation {
    switch letters {
    case .success(let read): return try read.spelled(ranks: shapes.map(\.rank))
    case .failure(let fault): throw .equation(equation, fault)
    }
  }

  /// One multiply-add for each choice of an index for every letter of two operands.
  ///
  /// More operands are joined from left to right; a letter is summed over as soon as neither a later
  /// operand nor the result has it. A single operand takes the additions of its sums.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (shapes, output) = (inputs.present.map(\.shape), outputs[0].shape)
    guard let letters = try? spelled(shapes) else {
      preconditionFailure("Work is asked for after the shape was inferred.")
    }
    if shapes.count == 1 {
      let (n, m) = (shapes[0].elements, output.elements)
      return Work(inputElements: n, outputElements: m, additions: n - m)
    }
    let sizes = letters.sizes(shapes)
    var left = letters.operands[0]
    var products: Dim = 0
    for (place, right) in letters.operands.enumerated().dropFirst() {
      let all = left + right.filter { !left.contains($0) }
      products += all.reduce(1) { $0 * (sizes[$1] ?? 1) }
      let needed = Set(letters.operands[(place + 1)...].joined()).union(letters.output)
      left = all.filter(needed.contains)
    }
    return Work(
      product: products, biasAdditions: 0, groups: 1, parametersPerImage: 0, input: shapes[0],
      output: output)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension EinsumEquation {
  /// The size of every letter: of two sizes the one that is not 1, and a number rather than a
  /// symbol that has to equal it.
  fileprivate func sizes(_ shapes: [Shape]) -> [Character: Dim] {
    let all = zip(operands, shapes).flatMap { Array(zip($0, $1.dims)) }
    return Dictionary(all) { first, second in
      first == 1 || second != 1 && second.value != nil ? second : first
    }
  }
}
