import RLANetworks

extension EyeLike: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Every element follows from the sizes, which are known when a plan is made.
  func runs(at site: Site) -> Bool { false }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("The elements are known before anything runs.")
  }
}
