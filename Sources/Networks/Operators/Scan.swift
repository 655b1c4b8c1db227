public import RLASymbolic

/// A body that runs once for each position along the first axis of some tensors and carries a
/// state.
///
/// Inputs: the states, then the tensors to scan. The body takes the states and one slice of each
/// tensor; it returns the states, then values that are stacked along a new first axis.
public struct Scan: ControlOperator {
  public static let kind = OperatorKind(
    "Scan", .control, onnx: ["Scan"],
    inputs: [OperatorKind.Port("initial_state_and_scan_inputs", .variadic)],
    outputs: [OperatorKind.Port("outputs", .variadic)])

  /// How many inputs are states.
  public let states: Int

  public init(states: Int) {
    precondition(states >= 0, "A scan has states or none.")
    self.states = states
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.scan", aten: "scan")

  public var title: String { "scan" }

  public var weights: [Weight] { [] }

  public var bodyCount: Int { 1 }

  public var returnsBodyResults: Bool { false }

  public func bodyInputs(_ body: Int, of inputs: Operands) -> [Fact] {
    inputs.present.enumerated().map { index, fact in
      Fact(fact.type, index < states ? fact.shape : Shape(Array(fact.shape.dims.dropFirst())))
    }
  }

  public func changedInputs(
    _ inputs: [Fact], returning outputs: [Fact], requiring requirements: inout Requirements
  ) -> [Fact]? {
    nil
  }

  public func runs(
    of body: Int, on inputs: Operands, requiring requirements: Requirements
  ) -> Dim? {
    inputs.present.dropFirst(states).first?.shape.dims.first ?? 1
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let scanned = inputs.present.dropFirst(states)
    guard let count = scanned.first?.shape.dims.first else { throw .rank(expected: 1, actual: 0) }
    for fact in scanned {
      guard let other = fact.shape.dims.first else { throw .rank(expected: 1, actual: 0) }
      try requirements.require(.equal(count, other), otherwise: .unequal(axis: 0, count, other))
    }
    let returned = inputs.bodies[0]
    for (state, next) in zip(inputs.present.prefix(states), returned) {
      try state.shape.require(
        equalTo: next.shape, axes: state.shape.dims.indices, &requirements)
    }
    return returned.prefix(states).map { Fact($0.type, $0.shape) }
      + returned.dropFirst(states).map { Fact($0.type, Shape([count] + $0.shape.dims)) }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work { .none }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
