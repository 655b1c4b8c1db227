import RLASymbolic

/// A map sampled at positions that another tensor gives.
///
/// Shapes: N×C×spatial and N×spatial'×r for r spatial axes → N×C×spatial'. ONNX GridSample,
/// version 20.
public struct GridSample: Operator {
  public static let kind = OperatorKind(
    "GridSample", .movement, onnx: ["GridSample"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("grid")])

  /// Neighbors along each axis that a sample reads: 1, 2 or 4.
  public let neighbors: Int

  public init(neighbors: Int = 2) {
    precondition([1, 2, 4].contains(neighbors), "Nearest, linear or cubic.")
    self.neighbors = neighbors
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "F.grid_sample", aten: "grid_sampler", "grid_sampler_2d")

  public var title: String { "grid sample" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (map, grid) = (inputs.shape(0), inputs.shape(1))
    guard map.rank >= 3 else { throw .rank(expected: 3, actual: map.rank) }
    try grid.require(rank: map.rank)
    try map.require(equalTo: grid, axes: 0..<1, &requirements)
    return [
      Fact(inputs[0].type, Shape([map.batch, map.channels] + grid.dims[1..<grid.rank - 1]))
    ]
  }

  /// The sum over the neighbors, and the products of distances that weight them.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let axes = max(inputs.shape().rank - 2, 1)
    let count = (0..<min(axes, 3)).reduce(1) { product, _ in product * neighbors }
    let cost =
      count == 1
      ? ElementCost() : ElementCost(additions: count - 1, multiplications: count)
    return Work(
      cost, times: outputs[0].shape.elements, inputElements: inputs.shape().elements,
      outputElements: outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
