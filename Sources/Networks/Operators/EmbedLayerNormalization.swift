import RLASymbolic

/// The layer norm of the sum of word, position and segment embeddings, as a BERT begins.
///
/// Shapes: words and segments N×T, tables V×C, P×C and S×C, γ and β C → the normalized sum N×T×C, the
/// number of unmasked words N, and the sum itself. Contrib operator of ONNX Runtime.
public struct EmbedLayerNormalization: Operator {
  public static let kind = OperatorKind(
    "EmbedLayerNormalization", .normalization, onnx: ["com.microsoft.EmbedLayerNormalization"],
    inputs: [
      OperatorKind.Port("input_ids"), OperatorKind.Port("segment_ids", .optional),
      OperatorKind.Port("word_embedding"), OperatorKind.Port("position_embedding"),
      OperatorKind.Port("segment_embedding", .optional), OperatorKind.Port("gamma"),
      OperatorKind.Port("beta"), OperatorKind.Port("mask", .optional),
      OperatorKind.Port("position_ids", .optional),
    ],
    outputs: ["output", "mask_index", "embedding_sum"].map { OperatorKind.Port($0) })

  /// ε, 1e-12 by default as in ONNX Runtime.
  public let epsilon: Double

  public init(epsilon: Double = 1e-12) {
    self.epsilon = epsilon
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "LayerNorm", function: "F.layer_norm", aten: "layer_norm", "native_layer_norm")

  public var title: String { "embed + LN" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` and `.unequal` where the tables do not belong together, `.index`
  ///   where there are more words than positions.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (words, table) = (inputs.shape(0), inputs[2])
    try words.require(rank: 2)
    try table.shape.require(rank: 2)
    for position in [3, 4] {
      guard let other = inputs.optional(position) else { continue }
      try table.shape.require(equalTo: other.shape, axes: [1], &requirements)
    }
    for position in [5, 6] {
      try table.shape.require(suffix: inputs.shape(position), &requirements)
    }
    if let segments = inputs.optional(1) {
      try words.require(equalTo: segments.shape, axes: 0..<2, &requirements)
    }
    if inputs.optional(8) == nil {
      let (length, positions) = (words.dims[1], inputs.shape(3).dims[0])
      try requirements.require(
        .atLeast(positions, length), otherwise: .index(length - 1, size: positions))
    }
    let result = Fact(table.type, Shape(words.dims + [table.shape.dims[1]]))
    return [result, Fact(.int32, [words.dims[0]]), result]
  }

  /// One addition for each element and embedding after the first, then the norm.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    let sums = inputs.optional(4) == nil ? 1 : 2
    var work = output.normalizing(.deviation, scaled: true, shifted: true)
    work[.inputElements] = inputs.shape().elements
    work[.additions] += output.elements * Dim(sums)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
