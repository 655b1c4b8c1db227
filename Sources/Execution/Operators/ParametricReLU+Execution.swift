import RLAKernels
import RLANetworks
import RLASymbolic

extension ParametricReLU: Executable {
  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ParametricReLUStep(
      frame: lowering.frame(site), layer: site.layer,
      kernel: ParametricReLUKernel(isShared: slopes == 1))
  }

  var runsAlone: Bool { true }
}

/// `y = x` where x is positive, else `slope·x`.
struct ParametricReLUStep: LightStep, SeparableGradients {
  var frame: StepFrame
  let layer: Int
  let kernel: ParametricReLUKernel

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { frame.inputs }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.value(frame.inputs[0]), slopes: memory.weight(layer, 0),
      to: memory.value(frame.output), on: memory.pool)
  }

  func backwardWeights(_ memory: StepMemory) {
    kernel.backwardSlopes(
      memory.value(frame.inputs[0]), memory.gradient(frame.output),
      to: memory.weightGradient(layer, 0), accumulating: frame.accumulatesWeights,
      on: memory.pool)
  }

  func backwardInputs(_ memory: StepMemory) {
    if !frame.wants(0) { return }
    kernel.backwardInput(
      memory.value(frame.inputs[0]), memory.gradient(frame.output),
      slopes: memory.weight(layer, 0), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
