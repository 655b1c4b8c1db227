import RLANetworks

extension Split: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }
  var readsNothing: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    let axis = site.axis(axis)
    let start = (0..<output).reduce(0) { $0 + site.outputSizes($1)[axis] }
    return source.sliced(axis, from: start, count: site.outputSizes(output)[axis])
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("The parts of a split are views of what it cuts.")
  }
}
