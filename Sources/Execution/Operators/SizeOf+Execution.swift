import RLANetworks

extension SizeOf: Executable {
  var runsOnMapsOnly: Bool { false }

  /// All sizes are known when a plan is made, so the operator never runs.
  func runs(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("Sizes are known before anything runs.")
  }
}
