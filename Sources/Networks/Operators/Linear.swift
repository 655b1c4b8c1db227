public import RLASymbolic

/// A matrix product with learned weights: `y[n, o] = Σ over i of w[o, i] · x[n, i] + b[o]`.
///
/// Shapes: …×in → …×out; weight out×in, or in×out where it is stored as the right operand of a
/// matrix product.
public struct Linear: Operator {
  public static let kind = OperatorKind(
    "Linear", .product, onnx: ["Gemm", "MatMul", "Einsum", "com.microsoft.FusedMatMul"])

  public let inputFeatures: Dim
  public let outputFeatures: Dim
  public let hasBias: Bool
  /// Whether the weight is in×out, as the exporters of ONNX store it.
  public let isTransposed: Bool

  public init(
    _ inputFeatures: Dim, _ outputFeatures: Dim, bias: Bool, transposed: Bool = false
  ) {
    self.inputFeatures = inputFeatures
    self.outputFeatures = outputFeatures
    hasBias = bias
    isTransposed = transposed
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Linear", function: "F.linear", aten: "linear", "addmm", "mm", "matmul")

  public var title: String { "FC" }

  public var weights: [Weight] {
    let weight = Weight(
      "weight",
      isTransposed ? [inputFeatures, outputFeatures] : [outputFeatures, inputFeatures])
    return hasBias ? [weight, Weight("bias", [outputFeatures])] : [weight]
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard let features = input.shape.dims.last else { throw .rank(expected: 2, actual: 0) }
    if features != inputFeatures {
      try requirements.require(
        .equal(features, inputFeatures),
        otherwise: .channels(expected: inputFeatures, actual: features))
    }
    return [Fact(input.type, Shape(input.shape.dims.dropLast() + [outputFeatures]))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let elements = output.elements
    return Work(
      product: elements * inputFeatures,
      biasAdditions: hasBias ? elements : 0,
      groups: 1,
      // The first axis of the result: of a vector without a batch, tools take features for images.
      parametersPerImage: output.batch * parameterCount,
      input: input, output: output)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}

extension Linear: ChannelReader {
  public var mixesChannels: Bool { true }

  public func narrowed(by channels: Dim) -> any Operator {
    Linear(
      inputFeatures - channels, outputFeatures, bias: hasBias, transposed: isTransposed)
  }
}
