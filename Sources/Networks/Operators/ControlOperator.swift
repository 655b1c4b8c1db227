public import RLASymbolic

/// An operator that runs networks of its own: its bodies.
///
/// A pass over a network asks for the facts that a body sees, runs over the body, and passes what
/// the bodies return to `outputs(of:requiring:)`. Values that a body captures follow the inputs
/// that the operator gives it.
public protocol ControlOperator: Operator {
  /// How many bodies the operator has.
  var bodyCount: Int { get }

  /// Whether the results of a body are those of the node, so that they exist only once.
  var returnsBodyResults: Bool { get }

  /// The facts of the inputs of a body, without captured values.
  func bodyInputs(_ body: Int, of inputs: Operands) -> [Fact]

  /// The inputs for which a body has to be inferred again, because it changes the shape of a value
  /// from one run to the next; nil where it does not.
  func changedInputs(
    _ inputs: [Fact], returning outputs: [Fact], requiring requirements: inout Requirements
  ) -> [Fact]?

  /// How often a body runs; nil where one of the bodies runs and it is unknown which.
  func runs(of body: Int, on inputs: Operands, requiring requirements: Requirements) -> Dim?
}

extension Fact {
  /// The fact that both this and another one satisfy; sizes that differ become unknown.
  ///
  /// - Throws: `ShapeMismatch.rank` where the ranks differ.
  func joined(
    with other: Fact, _ name: String, _ requirements: Requirements
  ) throws(ShapeMismatch) -> Fact {
    guard shape.rank == other.shape.rank else {
      throw .rank(expected: shape.rank, actual: other.shape.rank)
    }
    var joined = elements == other.elements && reals == other.reals ? self : Fact(type, shape)
    for axis in shape.dims.indices where shape.dims[axis] != other.shape.dims[axis] {
      joined.shape.dims[axis] = requirements.unknownSize("\(name).\(axis)")
    }
    return joined
  }
}
