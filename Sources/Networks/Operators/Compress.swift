import RLASymbolic

/// The positions along an axis at which a condition holds.
///
/// Shapes: any and a vector of conditions → the same with the count along the axis; without an axis, the
/// count of all elements. The count is known only at run time, unless the conditions are. ONNX
/// `Compress`, version 11; `torch.masked_select`, PyTorch 2.13.
public struct Compress: Rearrangement, SizedByRunning {
  public static let kind = OperatorKind(
    "Compress", .movement, onnx: ["Compress"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("condition")])

  /// Counted from the end where negative; nil for all elements in row-major order.
  public let axis: Int?

  public let count: Int?

  /// - Parameters:
  ///   - axis: The axis; nil for all elements.
  ///   - count: How many stay, where a run has told it.
  public init(axis: Int? = nil, count: Int? = nil) {
    self.axis = axis
    self.count = count
  }

  public func sized(_ count: Int) -> Compress { Compress(axis: axis, count: count) }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.masked_select", aten: "masked_select")

  public var title: String { "compress" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (input, condition) = (inputs[0], inputs[1])
    try condition.shape.require(rank: 1)
    var shape = axis == nil ? [input.shape.elements] : input.shape
    let axis = try shape.axis(self.axis ?? 0)
    // The vector may be shorter than the axis; the rest then counts as false.
    try requirements.require(
      .atLeast(shape.dims[axis], condition.shape.dims[0]),
      otherwise: .index(condition.shape.dims[0] - 1, size: shape.dims[axis]))
    let truths = condition.elements?.map { $0.isEqual(to: 0) } ?? [nil]
    if truths.contains(nil) {
      shape.dims[axis] =
        count.map { Dim($0) } ?? requirements.unknownSize(atMost: condition.shape.dims[0])
    } else {
      shape.dims[axis] = Dim(truths.count { $0 == false })
    }
    return [Fact(input.type, shape)]
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}
