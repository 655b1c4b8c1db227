import RLASymbolic

/// A function of two tensors, element by element.
///
/// Shapes: any two that broadcast → their common shape; with aligned operands, two of one shape →
/// the same.
public struct Arithmetic: Operator {
  /// Which shapes an operation accepts.
  public enum Alignment: Hashable, Sendable {
    /// Two of the same shape, which the published networks intend; PyTorch would also broadcast an
    /// axis of size 1, by accident.
    case aligned
    /// Any two that broadcast by NumPy's rule.
    case broadcast
  }

  public let function: BinaryFunction
  public let operands: Alignment
  /// Whether the result replaces the first operand, as `+=` does.
  public let isInPlace: Bool

  public init(
    _ function: BinaryFunction, _ operands: Alignment = .broadcast, inPlace: Bool = false
  ) {
    self.function = function
    self.operands = operands
    isInPlace = inPlace
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (left, right) = (inputs[0], inputs[1])
    let shape: Shape
    if operands == .aligned, !requirements.allowsStretching {
      try left.shape.require(
        equalTo: right.shape, axes: left.shape.dims.indices, &requirements)
      shape = left.shape
    } else {
      shape = try left.shape.broadcast(with: right.shape, requiring: &requirements)
    }
    let type = function.isPredicate ? .bool : left.type
    if let numbers = numbers(left, right, shape) { return [Fact(type, shape, numbers: numbers)] }
    return [Fact(type, shape, elements: elements(left, right, shape, &requirements))]
  }

  /// The elements of the result where those of both operands are known real numbers.
  private func numbers(_ left: Fact, _ right: Fact, _ shape: Shape) -> [Double]? {
    let isQuotient = function == .divide || function == .power
    guard left.type.isFloating, isQuotient || left.reals != nil || right.reals != nil,
      let first = left.known.flatMap({ shape.repeating($0, of: left.shape) }),
      let second = right.known.flatMap({ shape.repeating($0, of: right.shape) })
    else { return nil }
    return zip(first, second).map(function.formula)
  }

  /// The elements of the result where those of both operands are known.
  private func elements(
    _ left: Fact, _ right: Fact, _ shape: Shape, _ requirements: inout Requirements
  ) -> [Dim]? {
    guard let a = left.elements, let b = right.elements,
      let first = shape.repeating(a, of: left.shape),
      let second = shape.repeating(b, of: right.shape)
    else { return nil }
    // Only whole numbers are tracked, and a quotient of real numbers need not be one.
    let isExact = function == .divide && left.type.isFloating
    let results = zip(first, second).map {
      isExact ? $0.exactQuotient(by: $1) : function.sizes($0, $1)
    }
    if results.contains(nil) {
      return extremes(first, second, results, &requirements)
    }
    return results.compactMap(\.self)
  }

  /// The smaller or larger of two sizes each; where symbols hide which it is, a new symbol, as long as
  /// it cannot be negative.
  private func extremes(
    _ first: [Dim], _ second: [Dim], _ known: [Dim?], _ requirements: inout Requirements
  ) -> [Dim]? {
    guard function == .minimum || function == .maximum else { return nil }
    var elements: [Dim] = []
    for (index, element) in known.enumerated() {
      let (one, other) = (first[index], second[index])
      let areSizes = [one, other].map { $0.lowerBound ?? -1 >= 0 }
      let name = known.count == 1 ? "" : "\(index)"
      if let element {
        elements.append(element)
      } else if areSizes == [true, true] {
        let bound = function == .maximum ? one + other : other.value == nil ? one : other
        elements.append(requirements.unknownSize(name, atMost: bound))
      } else if function == .maximum, areSizes.contains(true) {
        elements.append(requirements.unknownSize(name))
      } else {
        return nil
      }
    }
    return elements
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    return Work(
      function.cost, times: m, inputElements: inputs[0].shape.elements, outputElements: m)
  }

  public var storage: Storage { isInPlace ? .inPlace : .fresh }

  public var savedTensors: SavedTensors { function.savedTensors }
}
