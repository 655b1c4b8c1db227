import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension NumberSequence: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Short sequences are known when the plan is made; only those too long to be tracked run.
  func runs(at site: Site) -> Bool {
    site.storesAllTypes && start(at: site) != nil && step(at: site) != nil
  }

  private func start(at site: Site) -> Int? {
    site.shapes.facts[site.inputs[0]].element?.value
  }

  private func step(at site: Site) -> Int? { site.shapes.facts[site.inputs[2]].element?.value }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let frame = lowering.frame(
      Lowering.Chain(site), inputs: [], taking: .any, giving: .rowMajor)
    return NumberSequenceStep(
      frame: frame, type: site.shapes.facts[site.output].type, count: site.outputSizes().product,
      start: start(at: site) ?? 0, step: step(at: site) ?? 1)
  }
}

/// `start + i · step`.
struct NumberSequenceStep: LightStep {
  var frame: StepFrame
  let type: ElementType
  let count: Int
  let start: Int
  let step: Int

  var algorithm: String { "fill" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    let base = memory.tensor(frame.output).base
    for index in 0..<count { type.store(start &+ index &* step, base, index) }
  }

  func backward(_ memory: StepMemory) {}
}
