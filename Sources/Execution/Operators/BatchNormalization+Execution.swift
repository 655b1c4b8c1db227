import Kernels
import Networks
import Operators

extension BatchNormalization: Executable {
  func runs(at site: Site) -> Bool { site.rank() == 4 }

  func epilogueTerm(at site: Site) -> EpilogueTerm? { .scaleShift(epsilon: epsilon) }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let absorbed = lowering.absorb([.sum, .function], after: site)
    return NormalizationStep(
      frame: lowering.frame(
        absorbed.chain, inputs: [site.input] + [absorbed.summand].compactMap(\.self)),
      layer: site.layer, kernel: Normalization(.channel, epsilon: epsilon, site.outputSize),
      function: absorbed.function)
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
