import RLAAnalysis
import RLAKernels
import RLANetworks

extension Hardmax: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let rows = Arrangement.rows(axis: site.axis(axis))
    return HardmaxStep(frame: lowering.frame(site, taking: rows, giving: rows))
  }
}

/// One at the first maximum of each row and zero elsewhere, which has no gradient.
struct HardmaxStep: LightStep {
  var frame: StepFrame

  var algorithm: String { "search" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    ExtremeSearch(.float, largest: true, last: false).mark(
      memory.tensor(frame.inputs[0]), in: memory.tensor(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
