import RLASymbolic

/// One with a given probability, else zero.
///
/// Shapes: any → the same. ONNX `Bernoulli`, version 22; `torch.bernoulli`, PyTorch 2.13.
public struct Bernoulli: Operator {
  public static let kind = OperatorKind("Bernoulli", .movement, onnx: ["Bernoulli"])

  /// Nil for that of the input.
  public let type: ElementType?

  public init(_ type: ElementType? = nil) {
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.bernoulli", aten: "bernoulli")

  public var title: String { "random choice" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(type ?? inputs[0].type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: n, comparisons: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// Classes chosen at random, each with the probability that its logarithm says, up to a constant.
///
/// Shapes: N×C → N×S, with replacement. ONNX `Multinomial`, version 22; `torch.multinomial`, PyTorch
/// 2.13.
public struct Multinomial: Operator {
  public static let kind = OperatorKind("Multinomial", .movement, onnx: ["Multinomial"])

  public let samples: Int
  /// Whole numbers of 32 or 64 bits.
  public let type: ElementType

  public init(samples: Int = 1, _ type: ElementType = .int32) {
    precondition(samples > 0, "At least one class is chosen.")
    self.samples = samples
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.multinomial", aten: "multinomial")

  public var title: String { "random classes" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = inputs.shape()
    try shape.require(rank: 2)
    try requirements.require(
      .positive(shape.dims[1]), otherwise: .elements(expected: 1, actual: shape.dims[1]))
    return [Fact(type, [shape.dims[0], Dim(samples)])]
  }

  /// A softmax, its running sums, and a comparison of each sum with each random number.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (n, m) = (inputs.shape().elements, outputs[0].shape.elements)
    let rows = inputs.shape().dims[0]
    return Work(
      inputElements: n, outputElements: m, additions: (n - rows) * 2, divisions: n,
      comparisons: inputs.shape().dims[1] * m, exponentials: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
