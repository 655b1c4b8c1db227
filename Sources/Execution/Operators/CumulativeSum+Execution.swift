import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension CumulativeSum: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let type = site.shapes.facts[site.input].type
    return site.storesAllTypes && type != .bool && axis(at: site) != nil
  }

  private func axis(at site: Site) -> Int? {
    let given = axis ?? site.operands.optional(1)?.element?.value
    return given.map(site.axis)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let rows = Arrangement.rows(axis: axis(at: site) ?? 0)
    return RunningSumStep(
      frame: lowering.frame(site, taking: rows, giving: rows),
      kernel: RunningSum(
        site.shapes.facts[site.input].type.number, exclusive: isExclusive, reversed: isReversed))
  }
}

/// Running sums along rows.
struct RunningSumStep: LightStep {
  var frame: StepFrame
  let kernel: RunningSum

  var algorithm: String { "running sums" }
  var savedValues: [ValueID] { [] }

  func forward(_ memory: StepMemory) {
    kernel.forward(
      memory.tensor(frame.inputs[0]), to: memory.tensor(frame.output), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    kernel.backward(
      memory.gradientTensor(frame.output), to: memory.gradientTensor(frame.inputs[0]),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
