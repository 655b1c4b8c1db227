public import RLANetworks
import RLASymbolic

/// An operator of two outputs with an optional input, simpler than those of the vocabulary.
///
/// Shapes: N×C×… → N×⌈C/2⌉×… and N×⌊C/2⌋×….
public struct TestSplit: Operator {
  public static let kind = OperatorKind(
    "TestSplit", .custom,
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("gain", .optional)],
    outputs: [OperatorKind.Port("first"), OperatorKind.Port("second")])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { TorchNames(function: "test.split", aten: "split") }

  public var title: String { "split" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var (first, second) = (inputs[0], inputs[0])
    guard first.shape.rank > 1 else { throw .rank(expected: 2, actual: first.shape.rank) }
    first.shape.dims[1] = first.shape.dims[1].ceilDivided(by: 2)
    second.shape.dims[1] = second.shape.dims[1].floorDivided(by: 2)
    return [first, second]
  }

  /// One multiplication for each element, two where a gain is there.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let made = outputs[0].shape.elements + outputs[1].shape.elements
    return Work(
      inputElements: inputs.shape().elements, outputElements: made,
      multiplications: inputs.optional(1) == nil ? made : made * 2)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
