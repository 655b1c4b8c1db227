public import Symbolic

/// What a node of a network computes.
///
/// A conforming type holds only attributes. Its file states every fact about the operator in one
/// order: attributes, initialiser, `weights`, `outputShape`, `work`, then how it uses memory. No
/// requirement has a default, so that a new operator cannot be free by accident.
///
/// All sizes are `Dim` values; a concrete network is one whose sizes happen to be numbers.
public protocol Operator: Sendable {
  var kind: OperatorKind { get }

  /// The PyTorch module class that does this, as PyTorch prints it: `Conv2d`.
  ///
  /// For an operator without such a class, the name of the function.
  var torchName: String { get }

  /// Learned and tracked tensors in the order of PyTorch's state_dict.
  var weights: [Weight] { get }

  /// Derives the shape of the result.
  ///
  /// - Parameters:
  ///   - inputs: One shape per input, batch first.
  ///   - requirements: What must hold for the answer; the rule adds to it.
  /// - Returns: The shape, in the symbols of the inputs.
  /// - Throws: `ShapeMismatch` where the inputs cannot fit, whatever the symbols stand for.
  func outputShape(
    of inputs: [Shape], requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape

  /// What one application costs, free of any counting convention.
  func work(on inputs: [Shape], output: Shape) -> Work

  /// Where the result lives.
  var storage: Storage { get }

  /// What the backward pass needs of the forward pass.
  var retained: Retained { get }
}

/// Where the result of an operator lives, as PyTorch runs it.
public enum Storage: Hashable, Sendable {
  /// In memory of its own.
  case fresh
  /// In the memory of its first input, whose old value is gone afterwards.
  case inPlace
  /// In the memory of its first input, which stays as it is.
  case view
}

/// Which tensors the backward pass of an operator reads.
public enum Retained: Hashable, Sendable {
  case nothing
  case inputs
  case output
  /// The input and one 64-bit position for each output element, as max pooling keeps them.
  case inputsAndPositions
}

extension Operator {
  /// Learned values, buffers left out.
  public var parameterCount: Dim {
    weights.reduce(0) { $1.role == .parameter ? $0 + $1.shape.elements : $0 }
  }
}
