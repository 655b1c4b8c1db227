public import RLASymbolic

/// What a node of a network computes.
///
/// A conforming type holds only attributes. Its file is the one room for every fact about the
/// operator, in one order: kind, attributes, initializer, PyTorch names, title, weights, outputs,
/// work, then how it uses memory. No requirement has a default, so that a new operator cannot be
/// free by accident.
///
/// All sizes are `Dim` values; a concrete network is one whose sizes happen to be numbers.
public protocol Operator: Sendable {
  var kind: OperatorKind { get }

  var torch: TorchNames { get }

  /// The name with what tells it apart, as drawings write it: `3x3 conv /2`.
  var title: String { get }

  /// Learned and tracked tensors in the order of PyTorch's state_dict.
  var weights: [Weight] { get }

  /// Derives what is known of the results.
  ///
  /// - Parameters:
  ///   - inputs: One fact per input.
  ///   - requirements: What must hold for the answer; the rule adds to it.
  /// - Returns: One fact per output, in the symbols of the inputs.
  /// - Throws: `ShapeMismatch` where the inputs cannot fit, whatever the symbols stand for.
  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact]

  /// What one application costs, free of any counting convention; bodies count by themselves.
  func work(on inputs: Operands, outputs: Results) -> Work

  /// Where the results live.
  var storage: Storage { get }

  /// What the backward pass needs of the forward pass.
  var savedTensors: SavedTensors { get }
}

/// An operator that only moves, copies or names elements: it has no weights, and its tally holds
/// elements alone.
public protocol Rearrangement: Operator {}

extension Rearrangement {
  public var weights: [Weight] { [] }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(
      inputElements: inputs.optional(0)?.shape.elements ?? 0,
      outputElements: outputs[0].shape.elements)
  }

  public var savedTensors: SavedTensors { .nothing }
}

/// Where the results of an operator live, as PyTorch runs it.
public enum Storage: Hashable, Sendable {
  /// Each in memory of its own.
  case fresh
  /// The first one in the memory of the first input, whose old value is gone afterwards.
  case inPlace
  /// All in the memory of the first input, which stays as it is.
  case view
}

/// Which tensors the backward pass of an operator reads.
public enum SavedTensors: Hashable, Sendable {
  case nothing
  case inputs
  /// One input, by its position.
  case input(Int)
  /// As many of the first inputs.
  case firstInputs(Int)
  case output
  /// The input and one 64-bit argmax index for each output element, as max pooling keeps them.
  case inputsAndIndices
  /// The inputs, the first output, and for each of its elements as many more values, as the steps of
  /// recurrent layers keep them.
  case inputsAndSteps(Int)
  /// The 64-bit argmax indices of each element of the first output.
  case indices
}

extension Operator {
  /// Learned values, buffers left out.
  public var parameterCount: Dim {
    weights.reduce(0) { $1.role == .parameter ? $0 + $1.shape.elements : $0 }
  }
}
