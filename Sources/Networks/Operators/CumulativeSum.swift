import RLASymbolic

/// Running sums along an axis: `y[i] = x[0] + … + x[i]`.
///
/// Shapes: any with the axis → the same. ONNX `CumSum`, version 14; `torch.cumsum`, PyTorch 2.13.
public struct CumulativeSum: Operator {
  public static let kind = OperatorKind(
    "CumSum", .reduction, onnx: ["CumSum"],
    inputs: [OperatorKind.Port("x"), OperatorKind.Port("axis", .optional, reads: .attributes)])

  /// Counted from the end where negative; nil where the second input has it.
  public let axis: Int?
  /// Whether a sum leaves out the element at its own position.
  public let isExclusive: Bool
  /// Whether the sums run from the end.
  public let isReversed: Bool

  public init(axis: Int? = nil, exclusive: Bool = false, reversed: Bool = false) {
    self.axis = axis
    isExclusive = exclusive
    isReversed = reversed
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.cumsum", aten: "cumsum")

  public var title: String { "running sum" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    if let axis = axis(inputs) { _ = try input.shape.axis(axis) }
    let isVector = input.shape.rank == 1
    let elements = isVector ? input.elements.map(sums) : nil
    return [Fact(input.type, input.shape, elements: elements)]
  }

  private func axis(_ inputs: Operands) -> Int? {
    axis ?? inputs.optional(1)?.element?.value
  }

  private func sums(_ elements: [Dim]) -> [Dim] {
    var sum: Dim = 0
    let sums = (isReversed ? elements.reversed() : elements).map { element in
      defer { sum += element }
      return isExclusive ? sum : sum + element
    }
    return isReversed ? sums.reversed() : sums
  }

  /// One addition less than elements in every slice; one for each element where the axis is not known.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shape = inputs.shape()
    let n = shape.elements
    let starts = axis(inputs).map { shape.slices(along: $0) } ?? 0
    return Work(inputElements: n, outputElements: n, additions: n - starts)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
