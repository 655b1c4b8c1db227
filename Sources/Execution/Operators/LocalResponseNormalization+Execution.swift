import RLAKernels
import RLANetworks

extension LocalResponseNormalization: Executable {
  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ChannelWindowsStep(
      frame: lowering.frame(site),
      kernel: ChannelWindows(size: size, alpha: alpha, beta: beta, offset: offset),
      channels: site.size().channels)
  }
}

/// Channels divided by a power of the mean square of their neighbors.
struct ChannelWindowsStep: Step {
  var frame: StepFrame
  let kernel: ChannelWindows
  let channels: Int

  var algorithm: String { "windows along channels" }
  var savedCount: Int { 0 }
  var savedValues: [ValueID] { frame.inputs }

  func scratch(threads: Int) -> Int { threads * kernel.scratch(channels: channels) }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output),
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.value(frame.inputs[0]), memory.gradient(frame.output),
      to: memory.gradient(frame.inputs[0]), accumulating: frame.adds(0),
      workspace: memory.workspace, on: memory.pool)
  }
}
