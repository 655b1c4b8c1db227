import RLASymbolic

/// Pairs of elements rotated by an angle that grows with the position:
/// `y₁ = cos·x₁ − sin·x₂`, `y₂ = sin·x₁ + cos·x₂`.
///
/// Shapes: N×h×T×d, or N×T×(h·d) with the heads side by side → the same; cosines and sines are inputs.
/// ONNX `RotaryEmbedding`, version 23; Su et al. 2021, arXiv 2104.09864.
public struct RotaryEmbedding: Operator {
  public static let kind = OperatorKind(
    "RotaryEmbedding", .arithmetic, onnx: ["RotaryEmbedding"],
    inputs: [
      OperatorKind.Port("X"), OperatorKind.Port("cos_cache"), OperatorKind.Port("sin_cache"),
      OperatorKind.Port("position_ids", .optional),
    ])

  /// Heads that stand side by side in the last axis; nil where they have an axis of their own.
  public let heads: Int?
  /// The first elements of each head that are rotated; nil for all.
  public let rotated: Int?

  /// Whether the elements of a pair are neighbors, instead of half the rotated elements apart.
  public let isInterleaved: Bool

  public init(heads: Int? = nil, rotated: Int? = nil, interleaved: Bool = false) {
    precondition(heads ?? 1 > 0 && rotated ?? 2 > 0, "There are heads with elements to rotate.")
    self.heads = heads
    self.rotated = rotated
    isInterleaved = interleaved
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.rope", aten: "rope")

  public var title: String { "rotary embedding" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` for another number of axes, `.multiple` where the heads do not
  ///   divide the last one.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = inputs.shape()
    try shape.require(rank: heads == nil ? 4 : 3)
    if let heads { _ = try shape.separated(into: heads, &requirements) }
    return [Fact(inputs[0].type, shape)]
  }

  /// Each rotated element takes two multiplications and an addition.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let shape = inputs.shape()
    let n = shape.elements
    let vectors = shape.dims.dropLast().reduce(1, *) * Dim(heads ?? 1)
    let turned = rotated.map { vectors * Dim($0) } ?? n
    return Work(
      ElementCost(additions: 1, multiplications: 2), times: turned, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
