import RLAKernels
import RLANetworks
import RLASymbolic

extension LayerNormalization: FloatingExecutable {
  // Means and deviations are further results, which no kernel writes.
  func runs(at site: Site) -> Bool { site.isFloating && site.node.outputs.count == 1 }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RowNormStep(
      axes: normalizedShape.rank, epsilon: epsilon, centers: true,
      layer: hasScale ? site.layer : nil, hasShift: hasBias, at: site, in: lowering)
  }
}
