import Kernels
import Networks
import Operators
import Symbolic

extension GroupNormalization: Executable {
  /// One group of all channels.
  func runs(at site: Site) -> Bool { groups == 1 && site.rank() == 4 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let absorbed = lowering.absorb([.function], after: site)
    return NormalizationStep(
      frame: lowering.frame(absorbed.chain, inputs: [site.input]), layer: site.layer,
      kernel: Normalization(.image, epsilon: epsilon, site.outputSize),
      function: absorbed.function)
  }

  var runsAlone: Bool { true }
}
