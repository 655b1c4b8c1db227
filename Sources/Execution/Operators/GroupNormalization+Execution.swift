import RLAKernels
import RLANetworks
import RLASymbolic

extension GroupNormalization: Executable {
  func runs(at site: Site) -> Bool { groups.value != nil }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let groups = groups.value else {
      preconditionFailure("The plan has checked it.")
    }
    return NormalizationStep(
      groups: groups, epsilon: epsilon, layer: site.layer, at: site, in: &lowering)
  }

  var runsAlone: Bool { true }
}
