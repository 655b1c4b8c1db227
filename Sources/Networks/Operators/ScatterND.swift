import RLASymbolic

/// How a scattered element meets the one that is there: a variant of the scattering operators.
public enum ScatterReduction: String, Hashable, Sendable, CaseIterable {
  /// It replaces it.
  case none
  case add
  case multiply
  case maximum
  case minimum

  /// Scalar operations for each scattered element.
  var cost: ElementCost {
    switch self {
    case .none: ElementCost()
    case .add: ElementCost(additions: 1)
    case .multiply: ElementCost(multiplications: 1)
    case .maximum, .minimum: ElementCost(comparisons: 1)
    }
  }
}

/// A tensor whose slices at positions that are rows of a second one are those of a third one:
/// `y = x`, then `y[indices[i, 0], indices[i, 1], …] = updates[i, …]`.
///
/// Shapes: data d₀×…×dᵣ₋₁, indices i₀×…×k, updates i₀×… with the last r − k axes of the data behind →
/// that of the data. ONNX `ScatterND`, version 18.
public struct ScatterND: Operator {
  public static let kind = OperatorKind(
    "ScatterND", .movement, onnx: ["ScatterND"],
    inputs: ["data", "indices", "updates"].map { OperatorKind.Port($0) })

  public let reduction: ScatterReduction

  public init(_ reduction: ScatterReduction = .none) {
    self.reduction = reduction
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "Tensor.index_put", aten: "index_put", "index_put_")

  public var title: String { "scatter by position" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the updates have another shape, `.index`
  ///   for a known index beyond its axis, `.unknownElements` where the length of a row is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs[0], inputs[1])
    let count = try indices.shape.rowLength(of: data.shape)
    let wanted = Shape(indices.shape.dims.dropLast() + data.shape.dims[count...])
    try wanted.require(
      equalTo: inputs.shape(2), axes: wanted.dims.indices, &requirements)
    for (place, index) in (indices.elements ?? []).enumerated() {
      try requirements.require([index], in: data.shape.dims[place % count])
    }
    return [Fact(data.type, data.shape, elements: elements(inputs, count))]
  }

  private func elements(_ inputs: Operands, _ count: Int) -> [Dim]? {
    guard reduction == .none, var elements = inputs[0].elements, let updates = inputs[2].elements,
      let numbers = inputs[1].numbers, let sizes = inputs.shape().values,
      let strides = inputs.shape().strides
    else { return nil }
    let length = sizes[count...].reduce(1, *)
    for row in 0..<(numbers.count / count) {
      var start = 0
      for axis in 0..<count {
        guard let place = Int.position(numbers[row * count + axis], in: sizes[axis]) else {
          return nil
        }
        start += place * strides[axis]
      }
      elements.replaceSubrange(
        start..<start + length, with: updates[row * length..<(row + 1) * length])
    }
    return elements
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(
      reduction.cost, times: inputs.shape(2).elements,
      inputElements: inputs.shape().elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
