import RLAKernels
import RLANetworks

extension LogSoftmax: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { site.isFloating }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    SoftmaxStep(.logarithm, axis: axis, at: site, in: lowering)
  }
}
