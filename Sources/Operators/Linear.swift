public import Symbolic

/// A matrix product with learned weights: `y[n, o] = Σ over i of w[o, i] · x[n, i] + b[o]`.
///
/// Shapes: N×in → N×out; weight out×in.
public struct Linear: Operator {
  public let inputFeatures: Dim
  public let outputFeatures: Dim
  public let hasBias: Bool

  public init(_ inputFeatures: Dim, _ outputFeatures: Dim, bias: Bool) {
    self.inputFeatures = inputFeatures
    self.outputFeatures = outputFeatures
    hasBias = bias
  }

  public var kind: OperatorKind { .linear }

  public var torchName: String { "Linear" }

  public var weights: [Weight] {
    let weight = Weight("weight", [outputFeatures, inputFeatures])
    return hasBias ? [weight, Weight("bias", [outputFeatures])] : [weight]
  }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 2)
    try inputs[0].require(channels: inputFeatures, &requirements)
    return [inputs[0].batch, outputFeatures]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let elements = output.elements
    return Work(
      product: elements * inputFeatures,
      biasAdditions: hasBias ? elements : 0,
      groups: 1,
      parametersPerImage: inputs[0].batch * parameterCount,
      input: inputs[0], output: output)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
