import RLAAnalysis
import RLANetworks

extension ScatterND: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes && site.hasIndices }

  func isDifferentiable(at site: Site) -> Bool { reduction == .none || reduction == .add }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    IndexedScatterStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor),
      places: .slices(batchAxes: 0), reduction: reduction)
  }
}
