import Kernels
import Networks
import Operators
import Symbolic

extension BatchNormalization: Executable {
  func runs(at site: Site) -> Bool { site.hasElements }

  func epilogueTerm(at site: Site) -> EpilogueTerm? { .scaleShift(epsilon: epsilon) }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    var chain = Lowering.Chain(site)
    let summand = lowering.absorbSum(&chain)
    let function = lowering.absorbFunction(&chain)
    return NormalizationStep(
      frame: lowering.frame(chain, inputs: [site.input] + [summand].compactMap(\.self)),
      layer: site.layer, kernel: Normalization(.channel, epsilon: epsilon, site.outputSize),
      function: function,
      usesRunningStatistics: !lowering.trains || lowering.options.frozenLayers.contains(site.layer))
  }

  var runsAlone: Bool { axes == 2 }
}
