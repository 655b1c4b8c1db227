public import RLANetworks
public import RLASymbolic

extension Operator {
  /// The only shape that the operator gives for the shapes of tensors of floating-point numbers.
  public func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    try outputs(of: Operands(inputs), requiring: &requirements)[0].shape
  }
}

/// What one application of an operator says.
public struct Application {
  public let facts: [Fact]
  public let work: Work
  public let assumptions: [Assumption]
  public let bounds: [Symbol: Dim]

  public var shapes: [Shape] { facts.map(\.shape) }
  public var elements: [Dim]? { facts[0].elements }
}

extension Operator {
  /// Applies the operator to facts, of which some may be absent.
  public func applied(to inputs: Fact?...) throws(ShapeMismatch) -> Application {
    try applied(inputs)
  }

  public func applied(_ inputs: [Fact?]) throws(ShapeMismatch) -> Application {
    var requirements = Requirements()
    let operands = Operands(inputs)
    let facts = try outputs(of: operands, requiring: &requirements)
    return Application(
      facts: facts, work: work(on: operands, outputs: Results(facts)),
      assumptions: requirements.assumptions, bounds: requirements.bounds)
  }
}
