import RLANetworks

extension Tile: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RepetitionStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)))
  }
}
