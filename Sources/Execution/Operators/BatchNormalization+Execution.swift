import Kernels
import Networks
import Operators

extension BatchNormalization: Executable {
  func runs(at site: Site) -> Bool { site.rank() == 4 }

  func epilogueTerm(at site: Site) -> EpilogueTerm? { .scaleShift(epsilon: epsilon) }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    var chain = Lowering.Chain(site)
    let summand = lowering.absorbSum(&chain)
    let function = lowering.absorbFunction(&chain)
    return NormalizationStep(
      frame: lowering.frame(chain, inputs: [site.input] + [summand].compactMap(\.self)),
      layer: site.layer, kernel: Normalization(.channel, epsilon: epsilon, site.outputSize),
      function: function)
  }

  var runsAlone: Bool { true }
}

extension Normalization {
  init(_ scope: Scope, epsilon: Double, _ size: MapSize) {
    self.init(
      scope, epsilon: epsilon, images: size.images, area: size.height * size.width,
      channels: size.channels)
  }
}
