import RLAKernels
import RLANetworks

extension Softmax: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    SoftmaxStep(.plain, axis: axis, at: site, in: lowering)
  }
}
