import RLASymbolic

/// A map sampled at the positions of a grid.
///
/// Shapes: x N×C×spatial with s spatial axes, and a grid N×spatial'×s → N×C×spatial'. ONNX
/// `GridSample`, version 22; `F.grid_sample`, PyTorch 2.13; Jaderberg et al. 2015, arXiv 1506.02025.
public struct GridSample: Operator {
  public static let kind = OperatorKind(
    "GridSample", .movement, onnx: ["GridSample"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("grid")])

  /// How an element between others is computed.
  public enum Mode: Hashable, Sendable, CaseIterable {
    case nearest
    case linear
    case cubic

    /// Neighbors along an axis.
    fileprivate var neighbors: Int {
      switch self {
      case .nearest: 1
      case .linear: 2
      case .cubic: 4
      }
    }
  }

  /// What is outside of the map.
  public enum Padding: Hashable, Sendable, CaseIterable {
    case zeros
    /// The nearest element inside.
    case border
    /// The map, mirrored at its ends.
    case reflection
  }

  public let mode: Mode
  public let padding: Padding
  /// Whether −1 and 1 are the centers of the first and the last elements, not their outer edges.
  public let alignsCorners: Bool

  public init(
    _ mode: Mode = .linear, _ padding: Padding = .zeros, alignsCorners: Bool = false
  ) {
    self.mode = mode
    self.padding = padding
    self.alignsCorners = alignsCorners
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "F.grid_sample", aten: "grid_sampler", "grid_sampler_2d", "grid_sampler_3d")

  public var title: String { "grid sample" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the grid is not one for the map.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (input, grid) = (inputs.shape(0), inputs.shape(1))
    guard input.rank >= 3 else { throw .rank(expected: 4, actual: input.rank) }
    try grid.require(rank: input.rank)
    let axes = Dim(input.rank - 2)
    for (axis, one, other) in [
      (0, input.dims[0], grid.dims[0]), (grid.rank - 1, grid.dims[grid.rank - 1], axes),
    ] where one != other {
      try requirements.require(.equal(one, other), otherwise: .unequal(axis: axis, one, other))
    }
    let sizes = Array(input.dims[..<2]) + grid.dims[1..<(grid.rank - 1)]
    return [Fact(inputs[0].type, Shape(sizes))]
  }

  /// Each element is a weighted sum of its neighbors: a multiplication each and an addition less.
  ///
  /// Each coordinate of the grid takes a multiplication and an addition to become a position. The
  /// weights, which all channels share, are not counted, as in `Resize`.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    let neighbors = (2..<output.rank).reduce(1) { count, _ in count * mode.neighbors }
    let products = neighbors == 1 ? 0 : neighbors
    var work = Work(
      ElementCost(additions: neighbors - 1, multiplications: products), times: output.elements,
      inputElements: inputs.shape().elements, outputElements: output.elements)
    work[.additions] += inputs.shape(1).elements
    work[.multiplications] += inputs.shape(1).elements
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
