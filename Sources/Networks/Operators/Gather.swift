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
    try requirements.require(indices.elements ?? [], in: data.shape.dims[axis])
    let dims =
      data.shape.dims[..<axis] + indices.shape.dims + data.shape.dims[(axis + 1)...]
    let shape = Shape(Array(dims))
    return [Fact(data.type, shape, elements: elements(data, indices, axis, shape))]
  }

  /// The known elements at known indices, which count from the end where negative.
  private func elements(_ data: Fact, _ indices: Fact, _ axis: Int, _ result: Shape) -> [Dim]? {
    guard data.elements != nil, let numbers = indices.numbers, let strides = indices.shape.strides,
      let size = data.shape.dims[axis].value
    else { return nil }
    let rank = indices.shape.rank
    return data.elements(at: result) { position in
      let place = zip(position[axis..<axis + rank], strides).reduce(0) { $0 + $1.0 * $1.1 }
      return Int.position(numbers[place], in: size).map {
        position[..<axis] + [$0] + position[(axis + rank)...]
      }
    }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: inputs.shape(1).elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
