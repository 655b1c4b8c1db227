import RLAKernels
import RLANetworks

/// A convolution or linear layer with what is fused into it.
struct ConvolutionStep: SeparableGradients, PackingStep, TunableStep {
  var frame: StepFrame
  let layer: Int
  private(set) var kernels: ConvolutionKernels
  /// How many of the inputs are parts of the convolved tensor; the summands follow them.
  let partCount: Int
  let outputs: Int
  let hasBias: Bool
  /// Where the last input is added, if it is a summand.
  let sum: SumPlace?
  /// Scales and shifts by channel that are folded in; only in inference.
  let channels: [ChannelFolding.Term]
  let function: ElementLoop

  enum SumPlace: Sendable {
    case before
    /// After scales and shifts.
    case after
  }

  var algorithm: String { kernels.forward.name }

  var algorithms: StepAlgorithms {
    StepAlgorithms(
      forward: PassAlgorithm(kernels.forward),
      inputGradient: PassAlgorithm(kernels.inputGradient),
      weightGradient: PassAlgorithm(kernels.weightGradient))
  }

  var tuningSites: [TuningSite] { kernels.sites(frame.passes(inputs: partCount)) }

  func scratch(threads: Int) -> Int { kernels.scratch(trains: frame.trains) }

  var savedCount: Int { 0 }

  /// The kernels write the gradients of all parts together.
  var jointInputs: Range<Int> { 0..<partCount }

  private var paddedOutputs: Int { MemoryPlanner.alignedFloats(outputs) }
  private var foldedCount: Int { channels.isEmpty ? 0 : 2 * paddedOutputs }

  var packings: [Packing?] {
    let transformed = kernels.forward.transformedCount
    let count = foldedCount + transformed
    if frame.trains || count == 0 { return [nil] }
    let filter = transformed > 0 ? algorithm : nil
    return [Packing(layer: layer, channels: channels, filter: filter, count: count)]
  }

  var savedValues: [ValueID] { Array(frame.inputs.prefix(partCount)) }

  func pack(_ memory: StepMemory) {
    if !channels.isEmpty {
      ChannelFolding(terms: channels, channels: outputs).write(
        memory, scale: memory.packed, shift: memory.packed + paddedOutputs,
        bias: hasBias ? memory.weight(layer, 1) : nil)
    }
    if kernels.forward.transformedCount > 0 {
      kernels.forward.transformFilter(
        memory.filter(layer), to: packedFilter(memory), on: memory.pool)
    }
  }

  /// The filter in the form that the kernel reads, for inference.
  private func packedFilter(_ memory: StepMemory) -> Filter {
    Filter(memory.packed + foldedCount, panelWidth: memory.session.parameters.panelWidth)
  }

  /// The same with this package's own product with weights in panels; nil where there is none.
  var inPanels: ConvolutionStep? {
    guard let packed = kernels.inPanels else { return nil }
    var step = self
    step.kernels = packed
    return step
  }

  /// What a chain of convolutions reads of this one.
  func terms(_ memory: StepMemory) -> ConvolutionChain.Terms {
    var workspace = memory.workspace
    return ConvolutionChain.Terms(
      filter: filter(memory, &workspace), epilogue: epilogue(memory))
  }

  /// The filter in the form that the kernel reads; in training it is transformed in every pass.
  private func filter(_ memory: StepMemory, _ workspace: inout Workspace) -> Filter {
    let count = kernels.forward.transformedCount
    if count == 0 { return memory.filter(layer) }
    if !frame.trains { return packedFilter(memory) }
    let filter = Filter(
      workspace.take(count), panelWidth: memory.session.parameters.panelWidth)
    kernels.forward.transformFilter(memory.filter(layer), to: filter, on: memory.pool)
    return filter
  }

  private func epilogue(_ memory: StepMemory) -> Epilogue {
    var epilogue = Epilogue(function: function)
    switch sum {
    case .before: epilogue.before = memory.value(frame.inputs[partCount])
    case .after: epilogue.after = memory.value(frame.inputs[partCount])
    case nil: break
    }
    if !channels.isEmpty {
      epilogue.scale = UnsafePointer(memory.packed)
      epilogue.shift = UnsafePointer(memory.packed + paddedOutputs)
    } else if hasBias {
      epilogue.shift = UnsafePointer(memory.weight(layer, 1))
    }
    return epilogue
  }

  func forward(_ memory: StepMemory) {
    var workspace = memory.workspace
    let filter = filter(memory, &workspace)
    kernels.forward.forward(
      frame.inputs.prefix(partCount).map(memory.value), filter: filter,
      to: memory.value(frame.output), epilogue: epilogue(memory), workspace: workspace,
      on: memory.pool)
  }

  func backwardWeights(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    if hasBias { memory.addBiasGradient(dy, of: layer, accumulating: frame.accumulatesWeights) }
    kernels.weightGradient.backwardFilter(
      frame.inputs.prefix(partCount).map(memory.value), dy, to: memory.filterGradient(layer),
      accumulating: frame.accumulatesWeights, workspace: memory.workspace, on: memory.pool)
  }

  func backwardInputs(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    // In the order of the inputs, since the first use of a value sets its gradient.
    backwardInput(dy, memory)
    backwardSummand(dy, memory)
  }

  private func backwardSummand(_ dy: FeatureMap, _ memory: StepMemory) {
    for index in partCount..<frame.inputs.count where frame.wants(index) {
      Elementwise.copy(
        dy, to: memory.gradient(frame.inputs[index]), accumulating: frame.adds(index),
        on: memory.pool)
    }
  }

  private func backwardInput(_ dy: FeatureMap, _ memory: StepMemory) {
    guard (0..<partCount).contains(where: frame.wants) else { return }
    let parts = (0..<partCount).map { memory.gradient(frame.inputs[$0]) }
    let adds = (0..<partCount).map(frame.adds)
    kernels.inputGradient.backwardInput(
      dy, filter: memory.filter(layer), to: parts, accumulating: adds,
      workspace: memory.workspace, on: memory.pool)
  }
}

extension PassAlgorithm {
  fileprivate init(_ kernel: any ConvolutionKernel) {
    self.init(
      kernel.name, savedMultiplyAdds: kernel.savedMultiplyAdds,
      inLibrary: kernel.multiplyAddsInLibrary)
  }
}
