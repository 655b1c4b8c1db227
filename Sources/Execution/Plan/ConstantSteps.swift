import RLANetworks

/// The steps that make the same in every run, since all that they read is stored or made by such
/// steps: what exporters compute from weights alone, such as a token repeated for each sample.
///
/// A session runs them once. What others read of their results keeps its memory.
struct ConstantSteps {
  private let network: Network
  private let values: LoweredValues
  /// Roots that no run changes.
  private var constants: Set<ValueID>

  /// Marks them; `steps` are in the order of the forward pass.
  static func mark(_ steps: inout [any Step], _ lowering: Lowering) {
    // In an eager plan every node runs by itself, in each run.
    guard lowering.options.fusion == .fused else { return }
    var folding = ConstantSteps(lowering)
    // Several steps can make the parts of one value.
    var makers: [ValueID: Int] = [:]
    for output in steps.flatMap(\.frame.outputs) {
      makers[folding.root(of: output), default: 0] += 1
    }
    for index in steps.indices where folding.isConstant(steps[index].frame) {
      steps[index].frame.isConstant = true
      for root in steps[index].frame.outputs.map(folding.root) {
        makers[root, default: 0] -= 1
        if makers[root] == 0 { folding.constants.insert(root) }
      }
    }
  }

  private init(_ lowering: Lowering) {
    network = lowering.network
    values = lowering.values
    constants = Set(values.known.keys)
    for (value, origin) in network.origins.enumerated() {
      if case .constant = origin { constants.insert(ValueID(value)) }
    }
  }

  private func root(of value: ValueID) -> ValueID { values.placed(value).root }

  private func isConstant(_ frame: StepFrame) -> Bool {
    // In training, weights change, and gradients go through what is learned.
    let isFixed = !frame.trains || frame.nodes.allSatisfy { network.nodes[$0].layer == nil }
    return isFixed && !frame.isDifferentiated
      && frame.inputs.allSatisfy { constants.contains(root(of: $0)) }
  }
}
