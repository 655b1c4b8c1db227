import RLAKernels
import RLANetworks

extension NearestResize: Executable {
  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    NearestResizeStep(frame: lowering.frame(site))
  }
}

/// A map resized to the size of another one.
struct NearestResizeStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    NearestResizing.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    NearestResizing.backward(
      memory.gradient(frame.output), to: memory.gradient(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
