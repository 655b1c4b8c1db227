import RLASymbolic

/// Division of every slice along an axis by its norm: `y = x / ‖x‖`.
///
/// Shapes: any with the axis → the same. ONNX `LpNormalization`, version 22; `F.normalize`,
/// PyTorch 2.13.
public struct LpNormalization: Operator {
  public static let kind = OperatorKind(
    "LpNormalization", .normalization, onnx: ["LpNormalization"])

  /// Which norm.
  public enum Norm: Hashable, Sendable, CaseIterable {
    /// `Σ|x|`.
    case sumOfMagnitudes
    /// `√Σx²`.
    case euclidean
  }

  public let norm: Norm
  /// Counted from the end where negative.
  public let axis: Int

  public init(_ norm: Norm = .euclidean, axis: Int = -1) {
    self.norm = norm
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "F.normalize", aten: "linalg_vector_norm", "norm")

  public var title: String { norm == .euclidean ? "L2 normalize" : "L1 normalize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    _ = try inputs.shape().axis(axis)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// An element takes what the norm takes, as in `Reduction`, and a division; a slice takes a root
  /// where the norm is Euclidean.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shape = inputs.shape()
    let n = shape.elements
    let function: ReductionFunction = norm == .euclidean ? .l2 : .l1
    var work = Work(function.costPerInput, times: n, inputElements: n, outputElements: n)
    work += Work(
      function.costPerOutput, times: shape.slices(along: axis), inputElements: 0,
      outputElements: 0)
    work[.divisions] += n
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
