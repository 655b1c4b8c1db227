import RLASymbolic

/// A convolution whose filter is an input, because it is computed: dequantized, for example.
///
/// Shapes: x N×Cin×spatial, filter Cout×(Cin/groups)×kernel, bias Cout → N×Cout×spatial; transposed, the
/// filter is Cin×(Cout/groups)×kernel. The rules are those of `Convolution` and
/// `TransposedConvolution`.
public struct FunctionalConvolution: Operator {
  public static let kind = OperatorKind(
    "FunctionalConvolution", .product, onnx: ["Conv", "ConvTranspose"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("W"), OperatorKind.Port("B", .optional)])

  /// Whether every input position adds a kernel to the output.
  public enum Direction: Hashable, Sendable {
    case forward
    /// Elements added at the end of each spatial axis.
    case transposed(outputPadding: [Int])
  }

  /// One window for each spatial axis.
  public let windows: [Window]
  public let groups: Int
  public let direction: Direction

  public init(_ windows: [Window], groups: Int = 1, _ direction: Direction = .forward) {
    precondition((1...3).contains(windows.count), "A convolution has one to three spatial axes.")
    precondition(groups > 0, "A convolution has a group.")
    self.windows = windows
    self.groups = groups
    self.direction = direction
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { example.torch }

  public var title: String { example.title }

  /// A layer with the same windows.
  private var example: any Operator { layer(Dim(groups), Dim(groups), bias: false) }

  private func layer(_ inputs: Dim, _ outputs: Dim, bias: Bool) -> any Operator {
    switch direction {
    case .forward:
      Convolution(inputs, outputs, windows: windows, groups: Dim(groups), bias: bias)
    case .transposed(let padding):
      TransposedConvolution(
        inputs, outputs, windows: windows, outputPadding: padding, groups: Dim(groups), bias: bias)
    }
  }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the filter has other axes or another kernel,
  ///   `.multiple` where the groups do not divide it, and what the layer throws.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let filter = inputs.shape(1)
    try filter.require(rank: windows.count + 2)
    for (axis, window) in zip(2..., windows) where filter.dims[axis] != Dim(window.kernel) {
      let (size, kernel) = (filter.dims[axis], Dim(window.kernel))
      try requirements.require(
        .equal(size, kernel), otherwise: .unequal(axis: axis, size, kernel))
    }
    _ = try requirements.part(of: filter.dims[0], by: groups, axis: 0)
    let (given, made) = channels(filter)
    if let bias = inputs.optional(2) {
      try Shape([made]).require(equalTo: bias.shape, axes: [0], &requirements)
    }
    return try layer(given, made, bias: false).outputs(of: inputs, requiring: &requirements)
  }

  /// The channels of input and output for a filter.
  private func channels(_ filter: Shape) -> (Dim, Dim) {
    let first = filter.dims[0].floorDivided(by: groups) * Dim(groups)
    let second = filter.dims[1] * Dim(groups)
    return direction == .forward ? (second, first) : (first, second)
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (given, made) = channels(inputs.shape(1))
    let layer = layer(given, made, bias: inputs.optional(2) != nil)
    var work = layer.work(on: inputs, outputs: outputs)
    work[.parametersPerImage] = 0
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .firstInputs(2) }
}
