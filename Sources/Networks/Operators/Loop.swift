public import RLASymbolic

/// A body that runs a number of times and passes values from one run to the next.
///
/// Inputs: the number of runs, the initial condition, then the values to pass. The body takes the
/// index of the run, the condition and those values; it returns the condition, the values, and
/// further values that the loop stacks along a new first axis. A condition may end the loop early;
/// counts still use the number of runs, unless it is the largest integer, with which exporters
/// write a loop that only its condition ends.
public struct Loop: ControlOperator {
  public static let kind = OperatorKind(
    "Loop", .control, onnx: ["Loop"],
    inputs: [
      OperatorKind.Port("M", .optional, reads: .attributes),
      OperatorKind.Port("cond", .optional, reads: .numbers),
      OperatorKind.Port("v_initial", .variadic),
    ],
    outputs: [OperatorKind.Port("outputs", .variadic)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.while_loop", aten: "while_loop")

  public var title: String { "loop" }

  public var weights: [Weight] { [] }

  public var bodyCount: Int { 1 }

  public var returnsBodyResults: Bool { false }

  public func bodyInputs(_ body: Int, of inputs: Operands) -> [Fact] {
    let carried = inputs.facts.dropFirst(2).compactMap(\.self)
    // The values after a run need not be those that the first run got.
    return [Fact(.int64, []), Fact(.bool, [])] + carried.map { Fact($0.type, $0.shape) }
  }

  public func changedInputs(
    _ inputs: [Fact], returning outputs: [Fact], requiring requirements: inout Requirements
  ) -> [Fact]? {
    var next = inputs
    for index in inputs.indices.dropFirst(2) where index - 1 < outputs.count {
      let joined = try? inputs[index].joined(
        with: outputs[index - 1], Self.carried(index - 2), requirements)
      next[index].shape = joined?.shape ?? outputs[index - 1].shape
    }
    return next.map(\.shape) == inputs.map(\.shape) ? nil : next
  }

  public func runs(
    of body: Int, on inputs: Operands, requiring requirements: Requirements
  ) -> Dim? {
    if inputs.optional(1)?.element?.isEqual(to: 0) == true { return 0 }
    guard let most = inputs.optional(0)?.element, most != Dim(.max) else {
      return requirements.unknownSize("runs")
    }
    return most.isLess(than: 0) == true ? 0 : most
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let count = runs(of: 0, on: inputs, requiring: requirements) ?? 1
    let returned = inputs.bodies[0].dropFirst()
    let carried = inputs.count - min(2, inputs.count)
    // A value that no run changes is returned unchanged.
    let handedOut = count == 0 ? inputs.facts.dropFirst(2).compactMap(\.self)[...] : returned
    let isSteady = inputs.bodies[0].first?.element == 1
    let passed = handedOut.prefix(carried).enumerated().map { index, fact in
      let initial = inputs.optional(index + 2)?.shape
      let grown =
        isSteady
        ? initial.map { grownShape(fact.shape, from: $0, index, count, requirements) } : nil
      return Fact(fact.type, grown ?? fact.shape)
    }
    return passed
      + returned.dropFirst(carried).map { Fact($0.type, Shape([count] + $0.shape.dims)) }
  }

  /// The shape of a carried value after all runs, of which each makes an axis longer by one number.
  private func grownShape(
    _ returned: Shape, from initial: Shape, _ index: Int, _ count: Dim,
    _ requirements: Requirements
  ) -> Shape {
    guard returned.rank == initial.rank else { return returned }
    var shape = returned
    for axis in shape.dims.indices {
      let before = requirements.unknownSize(Self.carried(index, axis))
      guard let growth = (shape.dims[axis] - before).value else { continue }
      shape.dims[axis] = initial.dims[axis] + Dim(growth) * count
    }
    return shape
  }

  /// What distinguishes the sizes of carried values that runs change.
  private static func carried(_ index: Int, _ axis: Int? = nil) -> String {
    "carried\(index)" + (axis.map { ".\($0)" } ?? "")
  }

  public func work(on inputs: Operands, outputs: Results) -> Work { .none }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
