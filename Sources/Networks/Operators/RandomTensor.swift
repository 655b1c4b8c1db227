public import RLASymbolic

/// Random numbers, of a shape that is given or that of an input.
///
/// Shapes: none, or any → the given one, or the same. ONNX RandomNormal and its relatives, version
/// 1; a number is counted as an exponential.
public struct RandomTensor: Operator {
  public static let kind = OperatorKind(
    "RandomTensor", .shape,
    onnx: ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli"],
    inputs: [OperatorKind.Port("input", .optional, reads: .sizes)])

  /// The shape; nil for that of the input.
  public let shape: Shape?
  public let type: ElementType

  public init(_ shape: Shape? = nil, _ type: ElementType = .float32) {
    self.shape = shape
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.randn", aten: "randn", "rand", "randn_like", "rand_like", "bernoulli")

  public var title: String { "random" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.unknownElements` where there is neither a shape nor an input.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    guard let shape = shape ?? inputs.optional(0)?.shape else {
      throw .unknownElements(input: "input")
    }
    return [Fact(type, shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(exponentials: 1), times: n, inputElements: 0, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
