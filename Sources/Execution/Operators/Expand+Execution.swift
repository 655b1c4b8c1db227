import RLANetworks

extension Expand: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.broadcast(to: site.outputSizes())
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RepetitionStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)))
  }
}
