public import RLASymbolic

/// The positions along an axis that a tensor of indices names; rows of a table, as an embedding reads
/// them.
///
/// Shapes: data and indices → data's with the axis replaced by all axes of the indices.
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
    try require(indices.elements ?? [], in: data.shape.dims[axis], &requirements)
    let dims =
      data.shape.dims[..<axis] + indices.shape.dims + data.shape.dims[(axis + 1)...]
    return [Fact(data.type, Shape(Array(dims)), elements: elements(data, indices))]
  }

  /// Requires indices to lie in `-size ..< size`; nothing is asked of a symbol that may be negative.
  private func require(
    _ indices: [Dim], in size: Dim, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    for index in indices {
      let isFromEnd = index.value.map { $0 < 0 } ?? false
      guard isFromEnd || index.lowerBound ?? -1 >= 0 else { continue }
      let reach = isFromEnd ? Dim(-1) - index : index
      try requirements.require(
        .positive(size - reach), otherwise: .index(index, size: size))
    }
  }

  /// The elements of a known vector at known places; those from the end are negative.
  private func elements(_ data: Fact, _ indices: Fact) -> [Dim]? {
    guard data.shape.rank == 1, let elements = data.elements,
      let places = indices.elements?.map(\.value), !places.contains(nil)
    else { return nil }
    let positions = places.compactMap(\.self).map { $0 < 0 ? $0 + elements.count : $0 }
    return positions.allSatisfy(elements.indices.contains) ? positions.map { elements[$0] } : nil
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: inputs.shape(1).elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
