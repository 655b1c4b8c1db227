import RLAAnalysis
import RLAKernels
import RLANetworks

extension ArgExtreme: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let frame = lowering.frame(site, taking: .rows(axis: site.axis(axis)), giving: .rowMajor)
    return ArgExtremeStep(
      frame: frame,
      search: ExtremeSearch(
        site.shapes.facts[site.input].type.number, largest: function == .maximum,
        last: choosesLast))
  }
}

/// The indices of the extremes of rows; an index has no gradient.
struct ArgExtremeStep: LightStep {
  var frame: StepFrame
  let search: ExtremeSearch

  var algorithm: String { "search" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func forward(_ memory: StepMemory) {
    search.run(
      memory.tensor(frame.inputs[0]),
      to: memory.tensor(frame.output).elements(of: Int64.self), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
