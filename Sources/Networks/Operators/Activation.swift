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
    if input.elements == nil { return [input] }
    return [Fact(input.type, input.shape, elements: input.elements.flatMap(function.elements))]
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
  /// The results for known whole numbers; nil where one cannot be expressed in symbols.
  fileprivate func elements(_ arguments: [Dim]) -> [Dim]? {
    if kind == .negation { return arguments.map { -$0 } }
    if kind == .floor || kind == .ceiling || kind == .round { return arguments }
    let results = arguments.map { argument -> Dim? in
      if kind == .absolute || kind == .relu, let bound = argument.lowerBound, bound >= 0 {
        return argument
      }
      guard let number = argument.value, number.magnitude < 1 << 52 else { return nil }
      return Int(counted: formula(Double(number))).map { Dim($0) }
    }
    return results.contains(nil) ? nil : results.compactMap(\.self)
  }
}
