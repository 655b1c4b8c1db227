public import Symbolic

/// The gradient of a convolution with respect to its input, as a layer of its own: every input
/// position adds a weighted kernel to the output.
///
/// Shapes: N×Cin×H×W → N×Cout×((H − 1)·stride − 2·padding + kernel)×…; weight Cin×Cout×kernel×kernel.
public struct TransposedConvolution: Operator {
  public let inputChannels: Dim
  public let outputChannels: Dim
  public let window: Window
  public let hasBias: Bool

  public init(_ inputChannels: Dim, _ outputChannels: Dim, _ window: Window, bias: Bool) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.window = window
    hasBias = bias
  }

  public var kind: OperatorKind { .transposedConvolution }

  public var torchName: String { "ConvTranspose2d" }

  public var weights: [Weight] {
    let kernel = Dim(window.kernel)
    let weight = Weight("weight", [inputChannels, outputChannels, kernel, kernel])
    return hasBias ? [weight, Weight("bias", [outputChannels])] : [weight]
  }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let input = inputs[0]
    try input.require(rank: 4)
    try input.require(channels: inputChannels, &requirements)
    var output = input
    output.dims[1] = outputChannels
    for axis in 2..<4 {
      output.dims[axis] = window.inputSize(of: input.dims[axis])
      try requirements.require(
        .positive(output.dims[axis]),
        otherwise: .windowTooLarge(axis: axis, size: input.dims[axis], kernel: window.kernel))
    }
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let kernelArea = Dim(window.kernel * window.kernel)
    var work = Work(
      product: inputs[0].elements * outputChannels * kernelArea,
      biasAdditions: hasBias ? output.elements : 0,
      groups: 1,
      parametersPerImage: inputs[0].batch * parameterCount,
      input: inputs[0], output: output)
    work.multiplyAddsAtOutputs = output.elements * inputChannels * kernelArea
    return work
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
