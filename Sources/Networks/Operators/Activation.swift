import RLASymbolic

/// A function applied to every element: `y = f(x)`.
///
/// Shapes: any → the same.
public struct Activation: Operator {
  public let function: ElementFunction

  public init(_ function: ElementFunction) {
    self.function = function
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    if let elements = input.elements.flatMap(function.elements) {
      return [Fact(input.type, input.shape, elements: elements)]
    }
    return [Fact(input.type, input.shape, numbers: input.known?.map(function.formula))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(function.cost, times: n, inputElements: n, outputElements: n)
  }

  public var storage: Storage { function.storage }

  public var savedTensors: SavedTensors {
    switch function.derivative {
    case .fromOutput: .output
    case .fromInput: .inputs
    case .constant: .nothing
    }
  }
}

extension ElementFunction {
  /// The results for sizes; nil where one cannot be expressed in symbols.
  fileprivate func elements(_ arguments: [Dim]) -> [Dim]? {
    if kind == .negation { return arguments.map { -$0 } }
    if kind == .floor || kind == .ceiling || kind == .round { return arguments }
    guard kind == .absolute || kind == .relu,
      arguments.allSatisfy({ $0.lowerBound ?? -1 >= 0 })
    else { return nil }
    return arguments
  }
}
