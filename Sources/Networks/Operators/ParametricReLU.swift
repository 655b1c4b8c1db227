public import RLASymbolic

/// A ReLU with a learned slope: `y = x` where x is positive, else `slope·x`.
///
/// Shapes: N×C×spatial → the same; weight C, or 1 for a slope shared by all channels. He et al.
/// 2015, arXiv 1502.01852.
public struct ParametricReLU: Operator {
  public static let kind = OperatorKind("PReLU", .activation, onnx: ["PRelu"])

  /// Slopes: the channels of the input, or 1.
  public let slopes: Dim

  public init(slopes: Dim) {
    self.slopes = slopes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(module: "PReLU", function: "F.prelu", aten: "prelu")

  public var title: String { "PReLU" }

  public var weights: [Weight] { [Weight("weight", [slopes])] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    if slopes != 1 {
      let shape = inputs.shape()
      guard shape.rank >= 2 else { throw .rank(expected: 2, actual: shape.rank) }
      try shape.require(channels: slopes, &requirements)
    }
    return [Fact(inputs[0].type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(multiplications: 1, comparisons: 1), times: n, inputElements: n,
      outputElements: n, parametersPerImage: inputs.shape().batch * slopes)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
