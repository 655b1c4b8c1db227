import RLANetworks

extension MeanVarianceNormalization: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let reduced = axes.map(site.axis).sorted()
    let kept = (0..<site.rank()).filter { !reduced.contains($0) }
    // ONNX adds 1e-9 to the standard deviation, which only shows where the variance is 0.
    return RowNormStep(
      length: reduced.reduce(1) { $0 * site.sizes()[$1] }, arrangement: .order(kept + reduced),
      epsilon: 1e-18, at: site, in: lowering)
  }
}
