import RLASymbolic

/// The sizes of a tensor as a vector of whole numbers.
///
/// Shapes: any of rank r → the number of axes in the range.
public struct ShapeOf: Rearrangement {
  public static let kind = OperatorKind(
    "Shape", .shape, onnx: ["Shape"], inputs: [OperatorKind.Port("data", reads: .sizes)])

  /// The axes whose sizes are wanted, clamped to those that exist.
  public let axes: Range<Int>

  public init(_ axes: Range<Int> = 0..<Int.max) {
    self.axes = axes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.size", aten: "size", "sym_size")

  public var title: String { "shape" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let dims = inputs.shape().dims
    return [.known(Array(dims[axes.clamped(to: dims.indices)]))]
  }

  public var storage: Storage { .fresh }
}
