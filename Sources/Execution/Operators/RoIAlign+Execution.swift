import RLAKernels
import RLANetworks
import RLASymbolic

extension RoIAlign: Executable {
  func runs(at site: Site) -> Bool { regions.value != nil }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let options = lowering.options
    return RoIAlignStep(
      frame: lowering.frame(site), kernel: RoIAlignKernel(size: size, strides: strides),
      boxes: Proposals.boxes(
        regions.value ?? 0, height: options.height, width: options.width))
  }
}

/// RoIAlign with synthetic proposals.
struct RoIAlignStep: LightStep {
  var frame: StepFrame
  let kernel: RoIAlignKernel
  let boxes: [RoIAlignKernel.Box]

  var algorithm: String { "RoIAlign" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      frame.inputs.map(memory.value), boxes: boxes, to: memory.value(frame.output),
      on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let levels = frame.inputs.enumerated().map { index, input in
      frame.wants(index) ? memory.gradient(input) : nil
    }
    for (index, level) in levels.enumerated() where !frame.adds(index) {
      level?.clear(on: memory.pool)
    }
    kernel.backward(memory.gradient(frame.output), boxes: boxes, to: levels, on: memory.pool)
  }
}
