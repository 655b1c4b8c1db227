import RLANetworks

extension Reshape: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.reshaped(to: site.outputSizes())
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    CopyStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor), algorithm: "copy")
  }
}
