import RLAKernels
import RLANetworks
import RLASymbolic

extension TransposedConvolution: Executable {
  func runs(at site: Site) -> Bool { true }

  /// The layout of the convolution in the other direction, whose outputs are the inputs here.
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout {
    guard weight == 0, let groups = groups.value, let inputs = inputChannels.value,
      let outputs = outputChannels.value
    else { return .plain }
    return .filter(
      inputs: outputs / groups, outputs: inputs / groups,
      taps: windows.reduce(1) { $0 * $1.kernel }, panelWidth: panelWidth)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let absorbed = lowering.absorb(lowering.trains ? [] : [.function], after: site)
    return TransposedConvolutionStep(
      frame: lowering.frame(absorbed.chain, inputs: site.inputs), layer: site.layer,
      kernels: TransposedKernels(shape(at: site), lowering.options), hasBias: hasBias,
      function: absorbed.function)
  }

  /// The convolution from the result to the input.
  func shape(at site: Site) -> ConvolutionShape {
    let (x, y) = (site.size(), site.outputSize)
    return ConvolutionShape(
      geometry(from: y, to: x), groups: groups.value ?? 1, batch: x.batch, parts: [y.channels],
      outputs: x.channels)
  }

  /// The window slides over the result; each of its positions is a pixel of the input.
  private func geometry(from result: MapSize, to input: MapSize) -> ConvolutionGeometry {
    let sizes = [input.depth, input.height, input.width].suffix(windows.count)
    // SAME padding is for the result without the output padding at its end.
    let fixed = zip(windows, sizes).map { window, positions in
      let size = window.inputSize(of: Dim(positions)).value ?? 0
      let (before, after) = window.padding(of: size)
      return Window(
        window.kernel, stride: window.stride, padding: .fixed(before: before, after: after),
        dilation: window.dilation)
    }
    return ConvolutionGeometry(fixed, over: result, to: input)
  }

  var runsAlone: Bool { windows.count == 2 }
}

/// A transposed convolution with its bias and what is fused into it.
struct TransposedConvolutionStep: SeparableGradients, TunableStep {
  var frame: StepFrame
  let layer: Int
  let kernels: TransposedKernels
  let hasBias: Bool
  let function: ElementLoop

  var algorithm: String { kernels.forward.name }

  var algorithms: StepAlgorithms {
    let passes = [kernels.forward, kernels.inputGradient, kernels.weightGradient].map {
      PassAlgorithm($0.name, savedMultiplyAdds: 0, inLibrary: nil)
    }
    return StepAlgorithms(
      forward: passes[0], inputGradient: passes[1], weightGradient: passes[2])
  }

  var tuningSites: [TuningSite] { kernels.sites(frame.passes(inputs: 1)) }

  func scratch(threads: Int) -> Int {
    // Any style takes the same.
    kernels.forward.scratch(threads: threads, trains: frame.trains)
  }

  var savedCount: Int { 0 }
  var savedValues: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    var epilogue = Epilogue(function: function)
    if hasBias { epilogue.shift = UnsafePointer(memory.weight(layer, 1)) }
    kernels.forward.forward(
      memory.value(frame.inputs[0]), filter: memory.filter(layer),
      to: memory.value(frame.output), epilogue: epilogue, workspace: memory.workspace,
      on: memory.pool)
  }

  func backwardWeights(_ memory: StepMemory) {
    let dy = memory.gradient(frame.output)
    if hasBias { memory.addBiasGradient(dy, of: layer, accumulating: frame.accumulatesWeights) }
    kernels.weightGradient.backwardFilter(
      memory.value(frame.inputs[0]), dy, to: memory.filterGradient(layer),
      accumulating: frame.accumulatesWeights, workspace: memory.workspace, on: memory.pool)
  }

  func backwardInputs(_ memory: StepMemory) {
    guard frame.wants(0) else { return }
    kernels.inputGradient.backwardInput(
      memory.gradient(frame.output), filter: memory.filter(layer),
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0),
      workspace: memory.workspace, on: memory.pool)
  }
}
