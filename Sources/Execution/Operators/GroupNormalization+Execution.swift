import Kernels
import Networks
import Operators
import Symbolic

extension GroupNormalization: Executable {
  /// One group of all channels.
  func runs(at site: Site) -> Bool { groups == 1 && site.rank() == 4 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    var chain = Lowering.Chain(site)
    let function = lowering.absorbFunction(&chain)
    return NormalizationStep(
      frame: lowering.frame(chain, inputs: [site.input]), layer: site.layer,
      kernel: Normalization(.image, epsilon: epsilon, site.outputSize), function: function)
  }

  var runsAlone: Bool { true }
}
