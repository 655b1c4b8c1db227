public import Symbolic

/// Some of the channels, as they lie: `y = x[:, start ..< start + count]`.
public struct ChannelSlice: Operator {
  public let start: Dim
  public let count: Dim

  public init(start: Dim, count: Dim) {
    self.start = start
    self.count = count
  }

  public var kind: OperatorKind { .channelSlice }

  public var torchName: String { "split" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let spare = inputs[0].channels - start - count + 1
    try requirements.require(
      .positive(spare),
      otherwise: .channels(expected: start + count, actual: inputs[0].channels))
    var output = inputs[0]
    output.dims[1] = count
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: inputs[0].elements, outputElements: output.elements)
  }

  public var storage: Storage { .view }

  public var retained: Retained { .nothing }
}
