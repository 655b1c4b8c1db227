import RLANetworks

/// A plan runs the deterministic network, so dropout is a view of its input.
extension Dropout: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.storesAllTypes }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? { source }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("Dropout is a view of its input.")
  }
}
