public import Symbolic

/// The mean of each window; padded zeros count as elements.
///
/// Shapes: N×C×H×W → N×C×H'×W' with the output size of `Window`.
public struct AveragePooling: Operator {
  public let window: Window

  public init(_ window: Window) {
    self.window = window
  }

  public var kind: OperatorKind { .averagePooling }

  public var torchName: String { "AvgPool2d" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try window.pooledShape(of: inputs[0], &requirements)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let m = output.elements
    return Work(
      inputElements: inputs[0].elements, outputElements: m,
      additions: m * Dim(window.kernel * window.kernel - 1), multiplications: m)
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputs }
}
