import RLASymbolic

/// Gathers positions along an axis by index, as an embedding reads rows of a table.
///
/// Shapes: data and indices → the shape of the data with the axis replaced by all axes of the
/// indices.
public struct Gather: Operator {
  public static let kind = OperatorKind(
    "Gather", .movement, onnx: ["Gather"],
    inputs: [OperatorKind.Port("data"), OperatorKind.Port("indices")])

  /// Counted from the end where negative.
  public let axis: Int

  public init(axis: Int = 0) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Embedding", function: "torch.index_select", called: "F.embedding",
    aten: "index_select", calledATen: ["embedding"], printsClass: false)

  public var title: String { "gather" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs[0], inputs[1])
    let axis = try data.shape.axis(self.axis)
    let size = data.shape.dims[axis]
    try requirements.require(indices.elements ?? [], in: size)
    if let largest = indices.largest {
      try requirements.require(
        .atLeast(size, largest + 1), otherwise: .index(largest, size: size))
    }
    let dims =
      data.shape.dims[..<axis] + indices.shape.dims + data.shape.dims[(axis + 1)...]
    return [data.rearranged(to: Shape(Array(dims))) { elements($0, indices, axis) }]
  }

  /// The elements of a known tensor at known indices, which count from the end where negative.
  private func elements(_ data: Fact, _ indices: Fact, _ axis: Int) -> [Dim]? {
    guard let elements = data.elements, let strides = data.shape.strides,
      let size = data.shape.dims[axis].value, !elements.isEmpty,
      let places = indices.elements?.map(\.value), !places.contains(nil)
    else { return nil }
    let positions = places.compactMap(\.self).map { $0 < 0 ? $0 + size : $0 }
    guard positions.allSatisfy((0..<size).contains) else { return nil }
    // A block holds all positions of the axis with what follows it.
    let inner = strides[axis]
    let (count, overflow) = (elements.count / max(size * inner, 1))
      .multipliedReportingOverflow(by: positions.count * inner)
    if overflow || count > Fact.mostElements { return nil }
    return stride(from: 0, to: elements.count, by: size * inner).flatMap { block in
      positions.flatMap { elements[block + $0 * inner..<block + ($0 + 1) * inner] }
    }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: inputs.shape(1).elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
