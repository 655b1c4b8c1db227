import RLASymbolic

/// A sum of products over the letters of an equation: `y[i, k] = Σ over j of a[i, j] · b[j, k]` for
/// `ij,jk->ik`.
///
/// Shapes: tensors with one axis for each of their letters → the sizes of the letters of the result. An
/// axis of size 1 broadcasts; `...` stands for any axes, aligned at the end; a letter that stands twice in
/// one operand takes its diagonal. NumPy 2, `numpy.einsum`; ONNX `Einsum`, version 12.
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

  /// One tool of those that read traces does not understand an ellipsis, and the dispatcher sees the
  /// product that PyTorch makes of the sum.
  public var torch: TorchNames { equation.contains("...") ? Self.openNames : Self.names }

  private static let names = TorchNames(
    function: "torch.einsum", aten: "einsum", "einsum(letters)", "bmm(einsum)")
  private static let openNames = TorchNames(
    function: "torch.einsum", aten: "einsum", "einsum(...)", "bmm(einsum)")

  public var title: String { "einsum \(equation)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shapes = inputs.present.map(\.shape)
    let letters = try spelled(shapes)
    let sizes = letters.sizes(shapes)
    for (operand, shape) in zip(letters.operands, shapes) {
      try requireDiagonals(operand, shape, &requirements)
      for (letter, size) in zip(operand, shape.dims) where size != 1 {
        guard let common = sizes[letter], common != size else { continue }
        try requirements.require(.equal(size, common), otherwise: .letter(letter, size, common))
      }
    }
    return [Fact(inputs[0].type, Shape(letters.output.compactMap { sizes[$0] }))]
  }

  /// Axes of one operand with the same letter have one size, also where that is 1.
  private func requireDiagonals(
    _ letters: [Character], _ shape: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    for (axis, letter) in letters.enumerated() {
      guard let first = letters.firstIndex(of: letter), first < axis else { continue }
      let (size, other) = (shape.dims[first], shape.dims[axis])
      try requirements.require(.equal(size, other), otherwise: .letter(letter, size, other))
    }
  }

  private func spelled(_ shapes: [Shape]) throws(ShapeMismatch) -> EinsumEquation {
    switch letters {
    case .success(let read): return try read.spelled(ranks: shapes.map(\.rank))
    case .failure(let fault): throw .equation(equation, fault)
    }
  }

  /// One multiply-add for each choice of an index for every letter of two operands.
  ///
  /// Where every letter that is summed over has size 1, nothing is added, and the products are those of
  /// elements. More operands are joined from left to right; a letter is summed over as soon as neither a later
  /// operand nor the result has it. A single operand takes the additions of its sums.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (shapes, output) = (inputs.present.map(\.shape), outputs[0].shape)
    guard let letters = try? spelled(shapes) else {
      preconditionFailure("Work is asked for after the shape was inferred.")
    }
    let sizes = letters.sizes(shapes)
    var left = letters.operands[0].uniqued
    if shapes.count == 1 {
      let (n, m) = (left.reduce(1) { $0 * (sizes[$1] ?? 1) }, output.elements)
      return Work(inputElements: shapes[0].elements, outputElements: m, additions: n - m)
    }
    var (products, printed): (Dim, Dim) = (0, 1)
    var sums = false
    for (place, right) in letters.operands.enumerated().dropFirst() {
      let all = (left + right).uniqued
      let size = all.reduce(1) { $0 * (sizes[$1] ?? 1) }
      let needed = Set(letters.operands[(place + 1)...].joined()).union(letters.output)
      left = all.filter(needed.contains)
      products += size
      printed += left.count < all.count ? size * 2 : size
      sums = sums || all.contains { !needed.contains($0) && sizes[$0] != 1 }
    }
    var work =
      sums
      ? Work(
        product: products, biasAdditions: 0, groups: 1, parametersPerImage: 0, input: shapes[0],
        output: output)
      : Work(
        inputElements: shapes[0].elements, outputElements: output.elements,
        multiplications: products)
    if !sums { work[.elementwiseProducts] = products }
    work[.printedOperations] = printed.withFourDigits
    work[.halvedOperations] = printed.withFourDigits.floorDivided(by: 2)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension [Character] {
  /// Each letter once, in the order in which they come first.
  fileprivate var uniqued: [Character] {
    var seen: Set<Character> = []
    return filter { seen.insert($0).inserted }
  }
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

extension Dim {
  /// The number as `%.3e` prints it; a formula as it is.
  fileprivate var withFourDigits: Dim {
    guard let number = value, number > 0 else { return self }
    var unit = 1
    while number / unit >= 10_000 { unit *= 10 }
    var (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
    // printf rounds halves to even.
    if 2 * rest > unit || 2 * rest == unit && !quotient.isMultiple(of: 2) { quotient += 1 }
    let (rounded, overflow) = quotient.multipliedReportingOverflow(by: unit)
    return overflow ? self : Dim(rounded)
  }
}
