import RLASymbolic

/// Pairs of elements turned by angles that depend on their position.
///
/// Shapes: any → the same; cosines and sines are further inputs. Su et al. 2021, arXiv 2104.09864;
/// ONNX RotaryEmbedding, version 23.
public struct RotaryEmbedding: Operator {
  public static let kind = OperatorKind(
    "RotaryEmbedding", .arithmetic, onnx: ["RotaryEmbedding"],
    inputs: [
      OperatorKind.Port("X"), OperatorKind.Port("cos_cache"), OperatorKind.Port("sin_cache"),
      OperatorKind.Port("position_ids", .optional),
    ])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "rotary_embedding", aten: "rotary_embedding")

  public var title: String { "rotary embedding" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(inputs[0].type, inputs.shape())]
  }

  /// Two multiplications and an addition for each element.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: 1, multiplications: 2), times: n, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
