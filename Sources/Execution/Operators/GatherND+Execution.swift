import RLAAnalysis
import RLANetworks

extension GatherND: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes && site.hasIndices }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    IndexedGatherStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor),
      places: .slices(batchAxes: batchAxes))
  }
}
