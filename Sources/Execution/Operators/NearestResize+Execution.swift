import Kernels
import Networks
import Operators

extension NearestResize: Executable {
  func runs(at site: Site) -> Bool { true }

  func isDifferentiable(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    NearestResizeStep(frame: lowering.frame(site))
  }
}

/// A map at the size of another one.
struct NearestResizeStep: ForwardOnlyStep {
  var frame: StepFrame

  var algorithm: String { "copy" }
  func scratch(threads: Int) -> Int { 0 }

  func forward(_ memory: StepMemory) {
    NearestResizing.forward(
      memory.value(frame.inputs[0]), to: memory.value(frame.output), on: memory.pool)
  }
}
