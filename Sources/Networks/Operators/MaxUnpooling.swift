import RLASymbolic

/// The maxima of a pooling at the places that they came from, and zeros elsewhere.
///
/// Shapes: N×C×spatial and indices of that shape → N×C with ((n − 1)·stride + extent − padding) along
/// each axis, or the sizes of the third input. ONNX `MaxUnpool`, version 11; `nn.MaxUnpool2d`,
/// PyTorch 2.13.
public struct MaxUnpooling: Rearrangement {
  public static let kind = OperatorKind(
    "MaxUnpooling", .pooling, onnx: ["MaxUnpool"],
    inputs: [
      OperatorKind.Port("X"), OperatorKind.Port("I"),
      OperatorKind.Port("output_shape", .optional, reads: .attributes),
    ])

  /// One window for each spatial axis.
  public let windows: [Window]

  public init(_ windows: [Window]) {
    precondition((1...3).contains(windows.count), "A pooling has one to three spatial axes.")
    self.windows = windows
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names[windows.count - 1] }

  private static let names = (1...3).map {
    TorchNames(
      module: "MaxUnpool\($0)d", function: "F.max_unpool\($0)d", aten: "max_unpool\($0)d")
  }

  public var title: String { "\(windows.title) max unpool" }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the indices have another shape,
  ///   `.windowTooLarge` where a size would be less than 1.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    try input.shape.require(rank: windows.count + 2)
    try input.shape.require(
      equalTo: inputs.shape(1), axes: input.shape.dims.indices, &requirements)
    if let wanted = inputs.optional(2) {
      let shape = try Shape(sizes: requirements.sizes(wanted, "output_shape"), &requirements)
      try shape.require(rank: input.shape.rank)
      return [Fact(input.type, shape)]
    }
    var shape = input.shape
    for (axis, window) in zip(2..., windows) {
      let size = input.shape.dims[axis]
      shape.dims[axis] = window.inputSize(of: size)
      try requirements.require(
        .positive(shape.dims[axis]),
        otherwise: .windowTooLarge(axis: axis, size: size, kernel: window.kernel))
    }
    return [Fact(input.type, shape)]
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
