import RLAKernels
import RLANetworks
import RLASymbolic

extension RMSNormalization: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RowNormStep(
      axes: normalizedShape.rank, epsilon: epsilon, centers: false,
      layer: isAffine ? site.layer : nil, hasShift: false, at: site, in: lowering)
  }
}
