import RLAKernels
import RLANetworks

extension ZeroState: Executable {
  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ZeroStateStep(frame: lowering.frame(Lowering.Chain(site), inputs: []))
  }
}

/// Zeros; these pass no gradient.
struct ZeroStateStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "fill" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }
  func forward(_ memory: StepMemory) { memory.value(frame.output).clear(on: memory.pool) }
  func backward(_ memory: StepMemory) {}
}
