import RLAKernels
import RLANetworks
import RLASymbolic

extension InstanceNormalization: Executable {
  func runs(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    NormalizationStep(
      groups: site.outputSize.channels, epsilon: epsilon, layer: isAffine ? site.layer : nil,
      at: site, in: &lowering)
  }

  var runsAlone: Bool { axes == 2 }
}
