import RLAKernels
import RLANetworks
import RLASymbolic

extension LayerNormalization: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RowNormStep(
      axes: normalizedShape.rank, epsilon: epsilon, centers: true,
      layer: hasScale ? site.layer : nil, hasShift: hasBias, at: site, in: lowering)
  }
}
