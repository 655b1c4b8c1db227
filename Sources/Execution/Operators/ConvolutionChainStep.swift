import RLAKernels
import RLANetworks

/// Convolutions one after the other that run as one, some lines at a time; in inference only.
///
/// What lies between them is never stored.
struct ConvolutionChainStep: PackingStep {
  var frame: StepFrame
  private let members: [ConvolutionStep]
  private let chain: ConvolutionChain

  /// nil where they do not run so; the last of them makes the result.
  ///
  /// - Parameters:
  ///   - members: A depthwise convolution and a pointwise one, perhaps with a pointwise one before
  ///     them; each reads the result of the one before, the depthwise one perhaps others behind it.
  ///   - threads: How many run it.
  init?(_ members: [ConvolutionStep], threads: Int) {
    var own: [ConvolutionStep] = []
    for (index, member) in members.enumerated() {
      let isDepthwise = index == members.count - 2
      guard let step = isDepthwise ? member : member.inPanels else { return nil }
      own.append(step)
    }
    let kernels = own.map(\.kernels.forward)
    guard members.dropLast().allSatisfy({ $0.sum == nil }), members.last?.partCount == 1,
      let chain = ConvolutionChain(
        members.count == 3 ? kernels[0] : nil, kernels[members.count - 2],
        kernels[members.count - 1], threads: threads)
    else { return nil }
    self.members = own
    self.chain = chain
    let (first, last) = (members[0].frame, members[members.count - 1])
    let besides = members.dropFirst().flatMap { $0.frame.inputs.dropFirst() }
    frame = StepFrame(
      nodes: members.flatMap(\.frame.nodes).sorted(), inputs: first.inputs + besides,
      outputs: last.frame.outputs, taking: first.taking, giving: last.frame.giving, trains: false)
  }

  var algorithm: String { chain.name }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func scratch(threads: Int) -> Int { chain.scratch }

  var packings: [Packing?] { members.flatMap(\.packings) }

  func pack(_ memory: StepMemory) { members[memory.part].pack(memory) }

  func forward(_ memory: StepMemory) {
    let terms = members.enumerated().map { part, member in
      var own = memory
      own.part = part
      return member.terms(own)
    }
    let others = members.count == 3 ? members[1].frame.inputs.dropFirst() : []
    chain.run(
      frame.inputs.prefix(members[0].partCount).map(memory.value),
      and: others.map(memory.value), terms,
      to: memory.value(frame.output), workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
