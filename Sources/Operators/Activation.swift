public import Symbolic

/// A function applied to every element: `y = f(x)`.
///
/// Shapes: any → the same.
public struct Activation: Operator {
  public enum Function: Hashable, Sendable {
    /// `max(x, 0)`
    case relu
    /// `min(max(x, 0), 6)`
    case relu6
    /// `1 / (1 + e^−x)`
    case sigmoid
    /// `(e^x − e^−x) / (e^x + e^−x)`
    case tanh
  }

  public let function: Function

  public init(_ function: Function) {
    self.function = function
  }

  public var kind: OperatorKind {
    switch function {
    case .relu: .relu
    case .relu6: .relu6
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    }
  }

  public var torchName: String { kind.name }

  public var weights: [Weight] { [] }

  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    inputs[0]
  }

  public func work(on inputs: [Shape], output: Shape) -> Work {
    let n = output.elements
    switch function {
    case .relu:
      return Work(inputElements: n, outputElements: n, comparisons: n)
    case .relu6:
      return Work(inputElements: n, outputElements: n, comparisons: n * 2)
    case .sigmoid:
      return Work(
        inputElements: n, outputElements: n, additions: n, divisions: n, exponentials: n)
    case .tanh:
      // tanh x = 1 − 2/(e^2x + 1).
      return Work(
        inputElements: n, outputElements: n, additions: n * 2, multiplications: n, divisions: n,
        exponentials: n)
    }
  }

  /// The published models ask for rectifiers in place; the other functions make a new tensor.
  public var storage: Storage {
    switch function {
    case .relu, .relu6: .inPlace
    case .sigmoid, .tanh: .fresh
    }
  }

  public var retained: Retained { .output }
}
