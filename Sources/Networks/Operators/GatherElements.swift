import RLASymbolic

/// Elements of a tensor at indices along an axis: `y[i, j] = x[indices[i, j], j]` for axis 0.
///
/// Shapes: data and indices of the same rank → that of the indices. ONNX `GatherElements`, version 13;
/// `torch.gather`, PyTorch 2.13.
public struct GatherElements: Rearrangement {
  public static let kind = OperatorKind(
    "GatherElements", .movement, onnx: ["GatherElements"],
    inputs: [OperatorKind.Port("data"), OperatorKind.Port("indices")])

  /// Counted from the end where negative.
  public let axis: Int

  public init(axis: Int = 0) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.gather", aten: "gather")

  public var title: String { "gather elements" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs[0], inputs[1])
    let axis = try indices.shape.require(within: data.shape, but: axis, &requirements)
    try requirements.require(indices.elements ?? [], in: data.shape.dims[axis])
    return [Fact(data.type, indices.shape, elements: elements(data, indices, axis))]
  }

  private func elements(_ data: Fact, _ indices: Fact, _ axis: Int) -> [Dim]? {
    guard data.elements != nil, let numbers = indices.numbers, let strides = indices.shape.strides,
      let size = data.shape.dims[axis].value
    else { return nil }
    return data.elements(at: indices.shape) { position in
      let place = zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }
      return Int.position(numbers[place], in: size).map {
        var source = position
        source[axis] = $0
        return source
      }
    }
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}

extension Shape {
  /// Requires the same rank as `other` and no larger sizes along all axes but one.
  ///
  /// - Returns: The number of that axis, counted from the beginning.
  func require(
    within other: Shape, but axis: Int, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Int {
    try require(rank: other.rank)
    let axis = try other.axis(axis)
    for (place, size) in dims.enumerated() where place != axis && size != other.dims[place] {
      try requirements.require(
        .atLeast(other.dims[place], size),
        otherwise: .unequal(axis: place, size, other.dims[place]))
    }
    return axis
  }
}
