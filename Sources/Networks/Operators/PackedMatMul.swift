import RLASymbolic

/// A product with a matrix of a few bits per element, which is unpacked while it is read.
///
/// Shapes: …×k and the packed matrix → …×n. ONNX Runtime, com.microsoft.MatMulNBits.
public struct PackedMatMul: Operator {
  public static let kind = OperatorKind(
    "PackedMatMul", .product, onnx: ["com.microsoft.MatMulNBits"],
    inputs: [
      OperatorKind.Port("A"), OperatorKind.Port("B"), OperatorKind.Port("scales"),
      OperatorKind.Port("more", .variadic),
    ])

  public let inputSize: Int
  public let outputSize: Int

  public init(_ inputSize: Int, _ outputSize: Int) {
    precondition(inputSize > 0 && outputSize > 0, "A matrix has rows and columns.")
    self.inputSize = inputSize
    self.outputSize = outputSize
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "F.linear", aten: "linear")

  public var title: String { "packed matmul" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    guard let size = shape.dims.last else { throw .rank(expected: 1, actual: 0) }
    if size != Dim(inputSize) {
      try requirements.require(
        .equal(size, Dim(inputSize)), otherwise: .innerSizes(size, Dim(inputSize)))
    }
    shape.dims[shape.rank - 1] = Dim(outputSize)
    return [Fact(inputs[0].type, shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    return Work(
      product: output.elements * Dim(inputSize), biasAdditions: 0, groups: 1,
      parametersPerImage: 0, input: inputs.shape(), output: output)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(0) }
}
