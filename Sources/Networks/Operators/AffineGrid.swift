import RLASymbolic

/// The positions at which affine maps sample: a grid for `GridSample`.
///
/// Shapes: θ N×s×(s + 1) with s = 2 or 3 spatial axes, and the sizes N, C, spatial → N×spatial×s. ONNX
/// `AffineGrid`, version 20; `F.affine_grid`, PyTorch 2.13; Jaderberg et al. 2015, arXiv 1506.02025.
public struct AffineGrid: Operator {
  public static let kind = OperatorKind(
    "AffineGrid", .movement, onnx: ["AffineGrid"],
    inputs: [OperatorKind.Port("theta"), OperatorKind.Port("size", reads: .attributes)])

  /// Whether −1 and 1 are the centers of the first and the last elements, not their outer edges.
  public let alignsCorners: Bool

  public init(alignsCorners: Bool = false) {
    self.alignsCorners = alignsCorners
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "F.affine_grid", aten: "affine_grid_generator")

  public var title: String { "affine grid" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the maps are not affine ones of as many axes.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let theta = inputs.shape()
    try theta.require(rank: 3)
    let sizes = try requirements.sizes(inputs.optional(1), "size")
    guard sizes.count == 4 || sizes.count == 5 else {
      throw .rank(expected: 4, actual: sizes.count)
    }
    let axes = Dim(sizes.count - 2)
    for (axis, one, other) in [
      (0, theta.dims[0], sizes[0]), (1, theta.dims[1], axes), (2, theta.dims[2], axes + 1),
    ] {
      try requirements.require(.equal(one, other), otherwise: .unequal(axis: axis, one, other))
    }
    let spatial = Array(sizes[2...])
    return [Fact(inputs[0].type, try Shape(sizes: [sizes[0]] + spatial + [axes], &requirements))]
  }

  /// Each coordinate is a sum over the axes of a position, and a shift.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    let terms = output.elements * output.dims[output.rank - 1]
    return Work(
      inputElements: inputs.shape().elements, outputElements: output.elements, additions: terms,
      multiplications: terms)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
