import RLASymbolic

/// Reduces elements along some axes to one: a sum, a mean, a maximum.
///
/// Shapes: any → the same without the reduced axes, or with size 1 in their place.
public struct Reduction: Operator {
  public let function: ReductionFunction
  /// The axes that disappear, counted from the end where negative; nil for all.
  public let axes: [Int]?
  /// Whether reduced axes stay with size 1.
  public let keepsAxes: Bool

  public init(_ function: ReductionFunction, over axes: [Int]? = nil, keepingAxes: Bool = true) {
    self.function = function
    self.axes = axes
    keepsAxes = keepingAxes
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let reduced =
      try axes.map { list throws(ShapeMismatch) in
        try input.shape.axes(list)
      } ?? Array(input.shape.dims.indices)
    let dims = input.shape.dims.enumerated().compactMap { axis, size -> Dim? in
      reduced.contains(axis) ? (keepsAxes ? 1 : nil) : size
    }
    if input.reals != nil, let number = number(input, reduced.count) {
      return [Fact(input.type, Shape(dims), numbers: [number])]
    }
    return [
      Fact(input.type, Shape(dims), elements: element(input, reduced.count).map { [$0] })
    ]
  }

  /// The largest or smallest of known real numbers that are all reduced to one.
  private func number(_ input: Fact, _ reducedAxes: Int) -> Double? {
    guard reducedAxes == input.shape.rank else { return nil }
    switch function {
    case .maximum: return input.reals?.max()
    case .minimum: return input.reals?.min()
    default: return nil
    }
  }

  /// The result for known elements that are all reduced to one.
  private func element(_ input: Fact, _ reducedAxes: Int) -> Dim? {
    guard reducedAxes == input.shape.rank, let elements = input.elements else { return nil }
    switch function {
    case .sum: return elements.reduce(0, +)
    case .product: return elements.reduce(1, *)
    case .maximum:
      return elements.compactMap(\.value).count == elements.count
        ? elements.compactMap(\.value).max().map { Dim($0) } : nil
    case .minimum:
      return elements.compactMap(\.value).count == elements.count
        ? elements.compactMap(\.value).min().map { Dim($0) } : nil
    default: return nil
    }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (n, m) = (inputs.shape().elements, outputs[0].shape.elements)
    var work = Work(
      function.costPerInput, times: function.joinsPairs ? n - m : n, inputElements: n,
      outputElements: m)
    work += Work(function.costPerOutput, times: m, inputElements: 0, outputElements: 0)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { function.savedTensors }
}
