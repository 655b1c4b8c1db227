import RLAKernels
import RLANetworks
import RLASymbolic

extension BatchNormalization: Executable {
  func runs(at site: Site) -> Bool { true }

  func epilogueTerm(at site: Site) -> EpilogueTerm? {
    .channels(.norm(layer: site.layer, epsilon: epsilon), axis: 1)
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let absorbed = lowering.absorb([.sum, .function], after: site)
    return NormalizationStep(
      frame: lowering.frame(
        absorbed.chain, inputs: [site.input] + [absorbed.summand].compactMap(\.self)),
      layer: site.layer, kernel: Normalization(.channel, epsilon: epsilon, site.outputSize),
      function: absorbed.function,
      usesRunningStatistics: !lowering.trains || lowering.options.usesRunningStatistics
        || lowering.options.frozenLayers.contains(site.layer))
  }

  var runsAlone: Bool { axes == 2 }
}
