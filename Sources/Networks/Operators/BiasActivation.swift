import RLASymbolic

/// A function of each element after a bias is added: `y = f(x + b)`.
///
/// Shapes: …×C and C → the first. Contrib operators `BiasGelu` and `FastGelu` of ONNX Runtime.
public struct BiasActivation: Operator {
  public static let kind = OperatorKind(
    "BiasActivation", .activation, onnx: ["com.microsoft.BiasGelu", "com.microsoft.FastGelu"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("bias")])

  public let function: ElementFunction

  public init(_ function: ElementFunction) {
    self.function = function
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { "bias + \(function.title)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try inputs.shape(1).require(rank: 1)
    try inputs.shape(0).require(suffix: inputs.shape(1), &requirements)
    return [Fact(inputs[0].type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    var work = Work(function.cost, times: n, inputElements: n, outputElements: n)
    work[.biasAdditions] = n
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
