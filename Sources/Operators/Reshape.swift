public import Symbolic

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
