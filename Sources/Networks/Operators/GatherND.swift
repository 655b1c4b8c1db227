import RLASymbolic

/// Slices at places given by tuples of indices, the last axis of the indices.
///
/// Shapes: data and indices …×k → … and the axes of the data after the first k, batches first. ONNX
/// GatherND, version 13.
public struct GatherND: Operator {
  public static let kind = OperatorKind(
    "GatherND", .movement, onnx: ["GatherND"],
    inputs: [OperatorKind.Port("data"), OperatorKind.Port("indices")])

  /// First axes that data and indices share.
  public let batchAxes: Int

  public init(batchAxes: Int = 0) {
    precondition(batchAxes >= 0, "Axes are counted from 0.")
    self.batchAxes = batchAxes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.__getitem__", aten: "index")

  public var title: String { "gather" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs.shape(0), inputs.shape(1))
    guard indices.rank > batchAxes else {
      throw .rank(expected: batchAxes + 1, actual: indices.rank)
    }
    guard let depth = indices.dims[indices.rank - 1].value else {
      throw .unknownElements(input: "indices")
    }
    guard batchAxes + depth <= data.rank else {
      throw .rank(expected: batchAxes + depth, actual: data.rank)
    }
    for axis in 0..<batchAxes where data.dims[axis] != indices.dims[axis] {
      try requirements.require(
        .equal(data.dims[axis], indices.dims[axis]),
        otherwise: .unequal(axis: axis, data.dims[axis], indices.dims[axis]))
    }
    return [
      Fact(
        inputs[0].type,
        Shape(Array(indices.dims.dropLast() + data.dims.dropFirst(batchAxes + depth))))
    ]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: inputs.shape(1).elements, outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
