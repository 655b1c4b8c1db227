import RLAKernels
import RLANetworks

/// A batch, group or instance normalization with the sum and the activation after it.
///
/// Inputs: the normalized value, then the summand if present.
struct NormalizationStep: PackingStep {
  var frame: StepFrame
  /// The layer that has scale and shift; nil where there are none.
  let layer: Int?
  let kernel: Normalization
  let function: ElementLoop
  /// Whether mean and variance are those that the layer tracks: in inference, and where a batch
  /// norm is frozen.
  var usesRunningStatistics = false

  var algorithm: String {
    usesRunningStatistics ? "scale and shift" : "statistics, scale and shift"
  }

  private var hasAfter: Bool { frame.inputs.count > 1 }
  /// Whether the backward pass does not read the result.
  private var repeatsArgument: Bool {
    !usesRunningStatistics && !hasAfter && function.isEitherSource
  }
  private var paddedChannels: Int { MemoryPlanner.alignedFloats(kernel.channels) }

  /// Values of the scale and shift of a norm by running statistics.
  private var foldedCount: Int { 2 * paddedChannels }

  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  /// Scale and shift that are computed in every pass are saved for the backward pass.
  var savedCount: Int {
    if !usesRunningStatistics { return kernel.savedCount }
    return frame.trains ? foldedCount : 0
  }

  var packings: [Packing?] {
    guard usesRunningStatistics, !frame.trains, let layer else { return [nil] }
    let norm = ChannelFolding.Term.norm(layer: layer, epsilon: kernel.epsilon)
    return [Packing(layer: layer, channels: [norm], filter: nil, count: foldedCount)]
  }

  /// The derivative of the activation follows from the result.
  var savedValues: [ValueID] {
    if usesRunningStatistics && !frame.trainsWeights { return [frame.output] }
    return repeatsArgument ? [frame.inputs[0]] : [frame.inputs[0], frame.output]
  }

  var replacesGradient: Bool { true }

  /// The gradients of scale and shift are computed with that of the input.
  var inputsWithGradient: Range<Int> { 0..<1 }

  func pack(_ memory: StepMemory) { fold(memory, to: memory.packed) }

  private func fold(_ memory: StepMemory, to folded: UnsafeMutablePointer<Float>) {
    guard let layer else { return }
    ChannelFolding(
      terms: [.norm(layer: layer, epsilon: kernel.epsilon)], channels: kernel.channels
    ).write(memory, scale: folded, shift: folded + paddedChannels, bias: nil)
  }

  func forward(_ memory: StepMemory) {
    let (x, y) = (memory.value(frame.inputs[0]), memory.value(frame.output))
    let after = hasAfter ? memory.value(frame.inputs[1]) : nil
    if usesRunningStatistics {
      if frame.trains { fold(memory, to: memory.saved) }
      let folded = UnsafePointer(frame.trains ? memory.saved : memory.packed)
      Epilogue(scale: folded, shift: folded + paddedChannels, after: after, function: function)
        .run(x, to: y, on: memory.pool)
      return
    }
    kernel.forward(
      x, weight: layer.map { memory.weight($0, 0) }, bias: layer.map { memory.weight($0, 1) },
      after: after, function: function, to: y, saved: memory.saved, running: tracked(memory),
      workspace: memory.workspace, on: memory.pool)
  }

  /// The running mean and variance, which batch norms update.
  private func tracked(
    _ memory: StepMemory
  ) -> (mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>)? {
    guard let layer, kernel.scope == .channel else { return nil }
    return (memory.weight(layer, 2), memory.weight(layer, 3))
  }

  func backward(_ memory: StepMemory) {
    let after = hasAfter && frame.wants(1) ? memory.gradient(frame.inputs[1]) : nil
    let (y, dy) = (memory.value(frame.output), memory.gradient(frame.output))
    let dx = memory.gradient(frame.inputs[0])
    if usesRunningStatistics, !frame.trainsWeights {
      ConstantNorm.backward(
        y, dy, scale: memory.saved, function: function, to: dx, accumulating: frame.adds(0),
        after: after, accumulatingAfter: after != nil && frame.adds(1),
        workspace: memory.workspace, on: memory.pool)
      return
    }
    let trained = frame.trainsWeights ? layer : nil
    if usesRunningStatistics { saveRunningStatistics(memory) }
    kernel.backward(
      memory.value(frame.inputs[0]), repeatsArgument ? nil : y, dy,
      weight: layer.map { memory.weight($0, 0) },
      function: function, saved: memory.saved, to: dx, accumulating: frame.adds(0), after: after,
      accumulatingAfter: after != nil && frame.adds(1),
      weightGradient: trained.map { memory.weightGradient($0, 0) },
      biasGradient: trained.map { memory.weightGradient($0, 1) },
      accumulatingWeights: frame.accumulatesWeights, isConstant: usesRunningStatistics,
      workspace: memory.workspace, on: memory.pool)
    if usesRunningStatistics { setStatisticGradients(memory) }
  }

  /// Writes mean and 1/σ in place of scale and shift, which the backward pass does not read.
  private func saveRunningStatistics(_ memory: StepMemory) {
    guard let layer else { return }
    let (mean, variance) = (memory.weight(layer, 2), memory.weight(layer, 3))
    for channel in 0..<kernel.channels {
      memory.saved[channel] = mean[channel]
      memory.saved[kernel.channels + channel] = Float(
        1 / (Double(variance[channel]) + kernel.epsilon).squareRoot())
    }
  }

  /// The gradients of mean and variance, where these are weights like others: `−γ/σ · dβ` and
  /// `−γ/2σ² · dγ`.
  private func setStatisticGradients(_ memory: StepMemory) {
    guard let layer else { return }
    let weight = memory.weight(layer, 0)
    let (scale, shift) = (memory.weightGradient(layer, 0), memory.weightGradient(layer, 1))
    let (mean, variance) = (memory.weightGradient(layer, 2), memory.weightGradient(layer, 3))
    for channel in 0..<kernel.channels {
      let inverse = memory.saved[kernel.channels + channel]
      mean[channel] = -weight[channel] * inverse * shift[channel]
      variance[channel] = -weight[channel] * inverse * inverse / 2 * scale[channel]
    }
  }
}

extension NormalizationStep {
  /// A norm of groups of channels in each image, with the function after it.
  init(
    groups: Int, epsilon: Double, layer: Int?, at site: Site, in lowering: inout Lowering
  ) {
    let absorbed = lowering.absorb([.function], after: site)
    self.init(
      frame: lowering.frame(absorbed.chain, inputs: [site.input]), layer: layer,
      kernel: Normalization(.image(groups: groups), epsilon: epsilon, site.outputSize),
      function: absorbed.function)
  }
}

extension Normalization {
  init(_ scope: Scope, epsilon: Double, _ size: MapSize) {
    self.init(
      scope, epsilon: epsilon, batch: size.batch, area: size.depth * size.height * size.width,
      channels: size.channels)
  }
}
