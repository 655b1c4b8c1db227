import RLASymbolic

/// One at the first maximum along an axis, and zero elsewhere.
///
/// Shapes: any with the axis → the same. ONNX `Hardmax`, version 13.
public struct Hardmax: Operator {
  public static let kind = OperatorKind("Hardmax", .normalization, onnx: ["Hardmax"])

  /// Counted from the end where negative.
  public let axis: Int

  public init(axis: Int = -1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "F.one_hot", aten: "argmax", "one_hot")

  public var title: String { "hardmax" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    _ = try inputs.shape().axis(axis)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// A slice of k elements takes k − 1 comparisons.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(
      inputElements: n, outputElements: n,
      comparisons: n - inputs.shape().slices(along: axis))
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
