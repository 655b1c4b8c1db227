public import Symbolic

/// The largest value in each window: `y[p] = max over q in window(p) of x[q]`.
///
/// Shapes: N×C×H×W → N×C×H'×W' with the output size of `Window`.
public struct MaxPooling: Operator {
  public let window: Window

  public init(_ window: Window) {
    self.window = window
  }

  public var kind: OperatorKind { .maxPooling }

  public var torchName: String { "MaxPool2d" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try window.pooledShape(of: inputs[0], &requirements)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(
      inputElements: inputs[0].elements, outputElements: output.elements,
      comparisons: output.elements * Dim(window.kernel * window.kernel - 1))
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputsAndPositions }
}
