import RLASymbolic

/// A tensor cut or filled with zeros at both ends of its axes, so that its center stays.
///
/// Shapes: any, and a size for each of the axes → these sizes. ONNX `CenterCropPad`, version 18.
public struct CenterCropPad: Rearrangement {
  public static let kind = OperatorKind(
    "CenterCropPad", .movement, onnx: ["CenterCropPad"],
    inputs: [OperatorKind.Port("input_data"), OperatorKind.Port("shape", reads: .attributes)])

  /// The axes that change, counted from the end where negative; nil for all.
  public let axes: [Int]?

  public init(axes: [Int]? = nil) {
    self.axes = axes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "F.pad", aten: "pad")

  public var title: String { "center" }

  /// - Throws: `ShapeMismatch.rank` where there is not one size for each axis.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var dims = inputs.shape().dims
    let sizes = try requirements.sizes(inputs.optional(1), "shape")
    let axes = try axes.map { list throws(ShapeMismatch) in try inputs.shape().axes(list) }
    let changed = axes ?? Array(dims.indices)
    guard changed.count == sizes.count else {
      throw .rank(expected: sizes.count, actual: changed.count)
    }
    for (axis, size) in zip(changed, sizes) { dims[axis] = size }
    return [Fact(inputs[0].type, try Shape(sizes: dims, &requirements))]
  }

  public var storage: Storage { .fresh }
}
