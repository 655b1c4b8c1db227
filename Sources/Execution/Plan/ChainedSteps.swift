import RLANetworks

/// Finds the convolutions that run as one.
struct ChainedSteps {
  private let values: LoweredValues
  private let outputs: Set<ValueID>
  /// By value, the steps that read it.
  private var readers: [ValueID: [Int]] = [:]
  /// By value, the steps that write it or parts of it.
  private var makers: [ValueID: [Int]] = [:]

  /// Puts one step in the place of several; `steps` are in the order of the forward pass.
  static func form(_ steps: inout [any Step], _ lowering: Lowering) {
    guard !lowering.trains, lowering.options.fusion == .fused else { return }
    let chains = ChainedSteps(steps, lowering)
    var removed: Set<Int> = []
    for index in steps.indices.reversed() where !removed.contains(index) {
      let members = chains.members(endingAt: index, in: steps)
      // With the first one where there is one, else without it.
      for count in [3, 2] where members.count >= count {
        let some = members.suffix(count)
        let convolutions = some.compactMap { steps[$0] as? ConvolutionStep }
        guard let chain = ConvolutionChainStep(convolutions, threads: lowering.options.threads)
        else { continue }
        steps[index] = chain
        removed.formUnion(some.dropLast())
        break
      }
    }
    steps = steps.indices.filter { !removed.contains($0) }.map { steps[$0] }
  }

  private init(_ steps: [any Step], _ lowering: Lowering) {
    values = lowering.values
    outputs = Set(lowering.network.outputs.map { lowering.values.placed($0.value).root })
    for (index, step) in steps.enumerated() {
      for root in step.frame.inputs.map(root(of:)) { readers[root, default: []].append(index) }
      for root in step.frame.outputs.map(root(of:)) { makers[root, default: []].append(index) }
    }
  }

  private func root(of value: ValueID) -> ValueID { values.placed(value).root }

  /// Up to three convolutions, each of which alone reads what the one before makes, as its first input,
  /// the last one at `index`.
  private func members(endingAt index: Int, in steps: [any Step]) -> [Int] {
    var members = [index]
    while members.count < 3, let step = steps[members[0]] as? ConvolutionStep,
      let maker = maker(of: step.frame.inputs[0], readBy: members[0]),
      steps[maker] is ConvolutionStep
    {
      members.insert(maker, at: 0)
    }
    return members
  }

  /// The step that makes all of a value that one step alone reads.
  private func maker(of value: ValueID, readBy reader: Int) -> Int? {
    let root = root(of: value)
    let isWhole = values.placed(value).count == values.placed(root).count
    guard isWhole, !outputs.contains(root), readers[root] == [reader],
      let makers = makers[root], makers.count == 1
    else { return nil }
    return makers[0]
  }
}
