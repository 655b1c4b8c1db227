import RLASymbolic

/// A tensor with some elements replaced, or combined with new ones, at places given by indices.
///
/// Shapes: data, indices and updates → the shape of the data. ONNX ScatterND and ScatterElements,
/// version 18.
public struct Scatter: Operator {
  /// How indices name a place.
  public enum Form: Hashable, Sendable, CaseIterable {
    /// By tuples, the last axis of the indices; an update is a slice.
    case slices
    /// By one position along an axis for each update.
    case elements
  }

  /// What becomes of the element that was there.
  public enum Combination: Hashable, Sendable, CaseIterable {
    case replace
    case add
    case multiply
    case maximum
    case minimum
  }

  public let form: Form
  public let combination: Combination
  /// The axis of the form `elements`, counted from the end where negative.
  public let axis: Int

  public init(_ form: Form, _ combination: Combination = .replace, axis: Int = 0) {
    self.form = form
    self.combination = combination
    self.axis = axis
  }

  public var kind: OperatorKind { form == .slices ? .scatterND : .scatterElements }

  public var torch: TorchNames { form == .slices ? Self.sliceNames : Self.elementNames }

  private static let sliceNames = TorchNames(function: "Tensor.index_put", aten: "index_put")
  private static let elementNames = TorchNames(
    function: "torch.scatter", aten: "scatter", "scatter_reduce")

  public var title: String { "scatter" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices, updates) = (inputs[0], inputs.shape(1), inputs.shape(2))
    switch form {
    case .elements:
      try indices.require(rank: data.shape.rank)
      _ = try data.shape.axis(axis)
      try indices.require(equalTo: updates, axes: indices.dims.indices, &requirements)
    case .slices:
      guard let depth = indices.dims.last?.value else {
        throw .unknownElements(input: "indices")
      }
      guard depth <= data.shape.rank else {
        throw .rank(expected: depth, actual: data.shape.rank)
      }
      let wanted = Shape(Array(indices.dims.dropLast() + data.shape.dims.dropFirst(depth)))
      try wanted.require(equalTo: updates, axes: wanted.dims.indices, &requirements)
    }
    return [Fact(data.type, data.shape, elements: elements(inputs))]
  }

  /// The elements of a known vector with some replaced.
  private func elements(_ inputs: Operands) -> [Dim]? {
    guard combination == .replace, inputs.shape().rank == 1, var elements = inputs[0].elements,
      let places = inputs[1].elements?.map(\.value), let updates = inputs[2].elements,
      places.count == updates.count
    else { return nil }
    for (place, update) in zip(places, updates) {
      guard let place else { return nil }
      let position = place < 0 ? place + elements.count : place
      guard elements.indices.contains(position) else { return nil }
      elements[position] = update
    }
    return elements
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = inputs.shape(2).elements
    var cost = ElementCost()
    switch combination {
    case .replace: break
    case .add: cost.additions = 1
    case .multiply: cost.multiplications = 1
    case .maximum, .minimum: cost.comparisons = 1
    }
    return Work(
      cost, times: m, inputElements: inputs.shape().elements,
      outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}

extension OperatorKind {
  public static let scatterND = scatter("ScatterND")
  public static let scatterElements = scatter("ScatterElements")

  private static func scatter(_ name: String) -> OperatorKind {
    OperatorKind(
      name, .movement, onnx: [name],
      inputs: [Port("data"), Port("indices"), Port("updates")])
  }
}
