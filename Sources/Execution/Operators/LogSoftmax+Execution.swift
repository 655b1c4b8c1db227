import RLAKernels
import RLANetworks

extension LogSoftmax: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    SoftmaxStep(.logarithm, axis: axis, at: site, in: lowering)
  }
}
