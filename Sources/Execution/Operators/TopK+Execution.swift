import RLAAnalysis
import RLAKernels
import RLANetworks

extension TopK: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let rows = Arrangement.rows(axis: site.axis(axis))
    return TopKStep(
      frame: lowering.frame(site, taking: rows, giving: rows),
      selection: TopSelection(
        site.shapes.facts[site.input].type.number, largest: takesLargest))
  }
}

/// The first elements of rows in order, and their indices.
struct TopKStep: LightStep {
  var frame: StepFrame
  let selection: TopSelection

  var algorithm: String { "heap" }
  var savedValues: [ValueID] { [frame.outputs[1]] }

  func forward(_ memory: StepMemory) {
    selection.forward(
      memory.tensor(frame.inputs[0]), to: memory.tensor(frame.outputs[0]),
      memory.tensor(frame.outputs[1]), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    TopSelection.backward(
      memory.gradientTensor(frame.outputs[0]), memory.tensor(frame.outputs[1]),
      to: memory.gradientTensor(frame.inputs[0]), accumulating: frame.adds(0), on: memory.pool)
  }
}
