public import RLASymbolic

/// Runs one of two bodies, as a condition says.
///
/// Shapes: a condition → what the bodies return; sizes in which they differ are known only when the
/// condition is.
public struct If: ControlOperator {
  public static let kind = OperatorKind(
    "If", .control, onnx: ["If"], inputs: [OperatorKind.Port("cond", reads: .numbers)],
    outputs: [OperatorKind.Port("outputs", .variadic)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.cond", aten: "cond")

  public var title: String { "if" }

  public var weights: [Weight] { [] }

  public var bodyCount: Int { 2 }

  public var returnsBodyResults: Bool { true }

  public func bodyInputs(_ body: Int, of inputs: Operands) -> [Fact] { [] }

  public func changedInputs(
    _ inputs: [Fact], returning outputs: [Fact], requiring requirements: inout Requirements
  ) -> [Fact]? {
    nil
  }

  public func runs(
    of body: Int, on inputs: Operands, requiring requirements: Requirements
  ) -> Dim? {
    inputs[0].element?.isEqual(to: 0).map { $0 == (body == 1) ? 1 : 0 }
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    if let isFalse = inputs[0].element?.isEqual(to: 0) { return inputs.bodies[isFalse ? 1 : 0] }
    var results: [Fact] = []
    for (index, pair) in zip(inputs.bodies[0], inputs.bodies[1]).enumerated() {
      results.append(try pair.0.joined(with: pair.1, "output\(index)", requirements))
    }
    return results
  }

  public func work(on inputs: Operands, outputs: Results) -> Work { .none }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
