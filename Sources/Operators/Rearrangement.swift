public import Symbolic

/// Tensors one behind the other along the channel axis.
///
/// Shapes: N×C₁×H×W, N×C₂×H×W, … → N×(C₁ + C₂ + …)×H×W.
public struct Concatenation: Operator {
  public init() {}

  public var kind: OperatorKind { .concatenation }

  public var torchName: String { "cat" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    var output = inputs[0]
    for input in inputs.dropFirst() {
      let axes = [0] + Array(2..<output.rank)
      try output.require(equalTo: input, axes: axes, &requirements)
      output.dims[1] += input.channels
    }
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: inputs[0].elements, outputElements: output.elements)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}

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

/// The same elements in the same order under another shape.
public struct Reshape: Operator {
  public enum Layout: Hashable, Sendable {
    /// N×C×1×1 → N×C.
    case vector
    /// N×C×H×W → N×(C·H·W).
    case flattened
    /// N×C → N×C×1×1.
    case map
    /// N×C×1×1 → N×1×C, so that a convolution can slide over the channels.
    case sequence
    /// N×1×C → N×C×1×1.
    case mapFromSequence
  }

  public let layout: Layout

  public init(to layout: Layout) {
    self.layout = layout
  }

  public var kind: OperatorKind { .reshape }

  public var torchName: String { "view" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let input = inputs[0]
    switch layout {
    case .vector, .sequence:
      try input.require(rank: 4)
      try requireSinglePosition(input, &requirements)
      return layout == .vector ? [input.batch, input.channels] : [input.batch, 1, input.channels]
    case .flattened:
      try input.require(rank: 4)
      return [input.batch, input.channels * input.dims[2] * input.dims[3]]
    case .map:
      try input.require(rank: 2)
      return [input.batch, input.channels, 1, 1]
    case .mapFromSequence:
      try input.require(rank: 3)
      return [input.batch, input.dims[2], 1, 1]
    }
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: output.elements, outputElements: output.elements)
  }

  public var storage: Storage { .view }

  public var retained: Retained { .nothing }

  private func requireSinglePosition(
    _ input: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    for axis in 2..<4 {
      try requirements.require(
        .equal(input.dims[axis], 1), otherwise: .unequal(axis: axis, input.dims[axis], 1))
    }
  }
}

/// Random zeroing of elements in training; nothing in inference.
public struct Dropout: Operator {
  /// The share of elements that training sets to zero.
  public let rate: Double

  public init(rate: Double) {
    self.rate = rate
  }

  public var kind: OperatorKind { .dropout }

  public var torchName: String { "Dropout" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: output.elements, outputElements: output.elements)
  }

  public var storage: Storage { .view }

  public var retained: Retained { .output }
}

/// The recurrent state before the first block: zeros at the resolution of the input.
///
/// Shapes: N×C×H×W → N×channels×H×W; only the sizes of the input are read.
public struct ZeroState: Operator {
  public let channels: Dim

  public init(channels: Dim) {
    self.channels = channels
  }

  public var kind: OperatorKind { .zeroState }

  public var torchName: String { "zeros" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    var output = inputs[0]
    output.dims[1] = channels
    return output
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(inputElements: 0, outputElements: output.elements)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .nothing }
}
