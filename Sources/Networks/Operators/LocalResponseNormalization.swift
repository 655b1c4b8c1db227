import RLASymbolic

/// Division by a power of the mean square over neighboring channels:
/// `y = x / (k + α · mean of x² over the window)^β`.
///
/// Shapes: N×C×spatial → the same. ONNX `LRN`, version 13; Krizhevsky et al. 2012.
public struct LocalResponseNormalization: Operator {
  public static let kind = OperatorKind("LocalResponseNorm", .normalization, onnx: ["LRN"])

  /// Channels of a window; those outside of the tensor are 0.
  public let size: Int
  /// α.
  public let alpha: Double
  /// β.
  public let beta: Double
  /// k.
  public let offset: Double

  public init(size: Int, alpha: Double = 1e-4, beta: Double = 0.75, offset: Double = 1) {
    precondition(size > 0, "A window has channels.")
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.offset = offset
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "LocalResponseNorm", function: "F.local_response_norm", aten: "local_response_norm")

  public var title: String { "LRN" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    guard inputs.shape().rank >= 3 else {
      throw .rank(expected: 4, actual: inputs.shape().rank)
    }
    return [Fact(inputs[0].type, inputs.shape())]
  }

  /// An element takes a square, size − 1 additions for its window, a factor, an offset, a power and a
  /// division.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(
      ElementCost(additions: size, multiplications: 2, divisions: 1, exponentials: 1), times: n,
      inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
