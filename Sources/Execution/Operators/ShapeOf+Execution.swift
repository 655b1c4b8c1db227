import RLANetworks

extension ShapeOf: Executable {
  var runsOnMapsOnly: Bool { false }

  /// The sizes of a plan are known, and what is known never runs.
  func runs(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("Sizes are known before anything runs.")
  }
}
