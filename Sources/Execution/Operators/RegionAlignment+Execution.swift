import Kernels
import Networks
import Operators
import Symbolic

extension RegionAlignment: Executable {
  func runs(at site: Site) -> Bool { regions.value != nil }

  func isDifferentiable(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let options = lowering.options
    return RegionAlignmentStep(
      frame: lowering.frame(site), kernel: RegionSampling(size: size, strides: strides),
      boxes: Proposals.boxes(
        regions.value ?? 0, height: options.height, width: options.width))
  }
}

/// Grids of the proposals.
struct RegionAlignmentStep: ForwardOnlyStep {
  var frame: StepFrame
  let kernel: RegionSampling
  let boxes: [RegionSampling.Box]

  var algorithm: String { "RoIAlign" }
  func scratch(threads: Int) -> Int { 0 }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      frame.inputs.map(memory.value), boxes: boxes, to: memory.value(frame.output),
      on: memory.pool)
  }
}
