import RLASymbolic

/// Division of each element by a power of the sum of squares over the channels around its own:
/// `y = x / (κ + α/size · Σ x²)^β`.
///
/// Shapes: N×C×spatial → the same. Krizhevsky, Sutskever and Hinton 2012.
public struct LocalResponseNormalization: Operator {
  public static let kind = OperatorKind(
    "LocalResponseNormalization", .normalization, onnx: ["LRN"])

  /// The number of channels that are summed.
  public let size: Int

  public init(size: Int) {
    precondition(size > 0, "A sum has a channel.")
    self.size = size
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "LocalResponseNorm", function: "F.local_response_norm", aten: "avg_pool3d", "pow")

  public var title: String { "LRN" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    guard inputs.shape().rank >= 2 else { throw .rank(expected: 2, actual: inputs.shape().rank) }
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// An element takes a square, the sum of its window, a scale and a shift, a power and a division.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: size, multiplications: 2, divisions: 1, exponentials: 1), times: n,
      inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
