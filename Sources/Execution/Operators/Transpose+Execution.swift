import RLANetworks

extension Transpose: Executable {
  var runsOnMapsOnly: Bool { false }
  var movesNumbers: Bool { true }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.permuted(axes(rank: source.rank))
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("A transposition is a view of its input.")
  }
}
