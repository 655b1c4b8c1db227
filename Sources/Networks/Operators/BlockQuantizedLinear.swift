public import RLASymbolic

/// A product with a matrix of weights of a few bits each, whose blocks have scales of their own:
/// `y = x · Wᵀ + b`.
///
/// Shapes: x …×K; W packed N×⌈K / block⌉×(block · bits / 8) bytes; b N → …×N. Contrib operator
/// `MatMulNBits` of ONNX Runtime.
public struct BlockQuantizedLinear: Operator {
  public static let kind = OperatorKind(
    "BlockQuantizedLinear", .product, onnx: ["com.microsoft.MatMulNBits"],
    inputs: [
      OperatorKind.Port("A"), OperatorKind.Port("B"), OperatorKind.Port("scales"),
      OperatorKind.Port("zero_points", .optional), OperatorKind.Port("g_idx", .optional),
      OperatorKind.Port("bias", .optional),
    ])

  /// K.
  public let inputSize: Dim
  /// N.
  public let outputSize: Dim
  public let bits: Int
  /// Weights of a row that share a scale.
  public let block: Int

  public init(_ inputSize: Dim, _ outputSize: Dim, bits: Int = 4, block: Int) {
    precondition((2...8).contains(bits) && block > 0, "A block has weights of two to eight bits.")
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.bits = bits
    self.block = block
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Linear", function: "F.linear", aten: "linear", "addmm", "mm", "matmul")

  public var title: String { "\(bits)-bit linear \(outputSize)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard let size = input.shape.dims.last else { throw .rank(expected: 2, actual: 0) }
    if size != inputSize {
      try requirements.require(.equal(size, inputSize), otherwise: .innerSizes(size, inputSize))
    }
    return [Fact(input.type, Shape(input.shape.dims.dropLast() + [outputSize]))]
  }

  /// The product, and a multiplication for each weight that is scaled, with an addition where there
  /// are zero points.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let weights = inputSize * outputSize
    var work = Work(
      product: output.elements * inputSize,
      biasAdditions: inputs.optional(5) == nil ? 0 : output.elements, groups: 1,
      parametersPerImage: 0, input: input, output: output)
    work[.multiplications] = weights
    if inputs.optional(3) != nil { work[.additions] = weights }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
