import Kernels
import Networks

/// A batch or group normalisation with the sum and the activation behind it.
///
/// Inputs: the normalised value, then the summand where there is one.
struct NormalizationStep: PreparingStep {
  var frame: StepFrame
  let layer: Int
  let kernel: Normalization
  let function: ElementLoop

  var algorithm: String {
    usesRunningStatistics ? "scale and shift" : "statistics, scale and shift"
  }

  private var usesRunningStatistics: Bool { kernel.scope == .channel && !frame.trains }
  private var hasAfter: Bool { frame.inputs.count > 1 }
  private var paddedChannels: Int { MemoryPlanner.alignedFloats(kernel.channels) }

  func scratch(threads: Int) -> Int { kernel.scratch(threads: threads) }

  var savedCount: Int { usesRunningStatistics ? 0 : kernel.savedCount }

  var preparation: Preparation? {
    usesRunningStatistics
      ? Preparation(layer: layer, norm: layer, isTransformed: false, count: 2 * paddedChannels)
      : nil
  }

  /// The derivative of the activation is taken from the result.
  var retained: [ValueID] { [frame.inputs[0], frame.output] }

  /// The gradients of scale and shift come with that of the input.
  var inputsWithGradient: Range<Int> { 0..<1 }

  func derive(_ memory: StepMemory) {
    NormFolding(layer: layer, channels: kernel.channels, epsilon: kernel.epsilon).write(
      memory, scale: memory.derived, shift: memory.derived + paddedChannels, bias: nil)
  }

  func forward(_ memory: StepMemory) {
    let (x, y) = (memory.value(frame.inputs[0]), memory.value(frame.output))
    let after = hasAfter ? memory.value(frame.inputs[1]) : nil
    if usesRunningStatistics {
      Epilogue(
        scale: UnsafePointer(memory.derived), shift: UnsafePointer(memory.derived + paddedChannels),
        after: after, function: function
      ).run(x, to: y, on: memory.pool)
      return
    }
    let tracks = kernel.scope == .channel
    kernel.forward(
      x, weight: memory.weight(layer, 0), bias: memory.weight(layer, 1), after: after,
      function: function, to: y, saved: memory.saved,
      running: tracks ? (memory.weight(layer, 2), memory.weight(layer, 3)) : nil,
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let wantsAfter = hasAfter && frame.wants(1)
    kernel.backward(
      memory.value(frame.inputs[0]), memory.value(frame.output), memory.gradient(frame.output),
      weight: memory.weight(layer, 0), function: function, saved: memory.saved,
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0),
      after: wantsAfter ? memory.gradient(frame.inputs[1]) : nil,
      accumulatingAfter: wantsAfter && frame.adds(1),
      weightGradient: memory.weightGradient(layer, 0),
      biasGradient: memory.weightGradient(layer, 1),
      accumulatingWeights: frame.accumulatesWeights, workspace: memory.workspace, on: memory.pool)
  }
}
