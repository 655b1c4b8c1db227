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
    try pooledShape(of: inputs[0], window, &requirements)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    Work(
      inputElements: inputs[0].elements, outputElements: output.elements,
      comparisons: output.elements * Dim(window.kernel * window.kernel - 1))
  }

  public var storage: Storage { .fresh }

  public var retained: Retained { .inputsAndPositions }
}

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
    try pooledShape(of: inputs[0], window, &requirements)
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

/// The mean over all positions of each channel.
///
/// Shapes: N×C×H×W → N×C×1×1.
public struct GlobalAveragePooling: Operator {
  public init() {}

  public var kind: OperatorKind { .globalAveragePooling }

  public var torchName: String { "AdaptiveAvgPool2d" }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try inputs[0].require(rank: 4)
    return Shape(batch: inputs[0].batch, channels: inputs[0].channels, height: 1, width: 1)
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let n = inputs[0].elements
    let m = output.elements
    return Work(
      inputElements: n, outputElements: m, additions: n - m, divisions: m)
  }

  public var storage: Storage { .fresh }

  /// The gradient spreads evenly; only the input's shape is needed.
  public var retained: Retained { .nothing }
}

private func pooledShape(
  of input: Shape, _ window: Window, _ requirements: inout Requirements
) throws(ShapeMismatch) -> Shape {
  let sizes = try Window.outputSizes([window, window], of: input, &requirements)
  return Shape(batch: input.batch, channels: input.channels, height: sizes[0], width: sizes[1])
}
