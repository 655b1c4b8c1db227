public import RLASymbolic

/// What a node of a network computes.
///
/// A conforming type holds only attributes. Its file has every fact about the operator, in one
/// order: kind, attributes, initializer, PyTorch names, title, weights, outputs, work, then memory.
/// No requirement has a default, so that no operator costs nothing by accident.
///
/// All sizes are `Dim` values; in a concrete network they are numbers.
public protocol Operator: Sendable {
  var kind: OperatorKind { get }

  var torch: TorchNames { get }

  /// The label in drawings, with the main attributes: `3x3 conv /2`.
  var title: String { get }

  /// Learned and tracked tensors in the order of PyTorch's state_dict.
  var weights: [Weight] { get }

  /// Derives what is known of the results.
  ///
  /// - Parameters:
  ///   - inputs: One fact per input.
  ///   - requirements: The assumptions of the answer, to which the rule adds.
  /// - Returns: One fact per output, in the symbols of the inputs.
  /// - Throws: `ShapeMismatch` where the inputs do not fit for any value of the symbols.
  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact]

  /// What one application costs, independent of any counting convention; bodies are counted
  /// separately.
  func work(on inputs: Operands, outputs: Results) -> Work

  /// Where the results are stored.
  var storage: Storage { get }

  /// The tensors that the forward pass saves for the backward pass.
  var savedTensors: SavedTensors { get }
}

/// An operator that only moves, copies or renames elements: it has no weights, and its tally
/// contains only elements.
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

/// Where PyTorch stores the results of an operator.
public enum Storage: Hashable, Sendable {
  /// Each in memory of its own.
  case fresh
  /// The first one in the memory of the first input, which it overwrites.
  case inPlace
  /// All in the memory of the first input, which is unchanged.
  case view
}

/// Which tensors PyTorch saves for the backward pass of an operator.
public enum SavedTensors: Hashable, Sendable {
  case nothing
  case inputs
  /// One input, by its position.
  case input(Int)
  /// The given number of first inputs.
  case firstInputs(Int)
  case output
  /// The input and one 64-bit argmax index for each output element, as max pooling keeps them.
  case inputsAndIndices
  /// The inputs, the first output, and the given number of values per element of it, as the steps
  /// of recurrent layers save them.
  case inputsAndSteps(Int)
  /// One 64-bit argmax index for each element of the first output.
  case indices
}

extension Operator {
  /// Learned values, buffers left out.
  public var parameterCount: Dim {
    weights.reduce(0) { $1.role == .parameter ? $0 + $1.shape.elements : $0 }
  }
}
