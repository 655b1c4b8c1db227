import RLAKernels
import RLANetworks
import RLASymbolic

extension LayerNormalization: ComposedExecutable {
  /// Means and deviations, which no kernel writes, are computed beside the result.
  func isComposed(at site: Site) -> Bool { site.node.outputs.count > 1 }

  func runs(at site: Site) -> Bool { site.isFloating }

  func isDifferentiable(at site: Site) -> Bool { true }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    RowNormStep(
      axes: normalizedShape.rank, epsilon: epsilon, centers: true,
      layer: hasScale ? site.layer : nil, hasShift: hasBias, at: site, in: lowering)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let x = inputs[0] else { preconditionFailure("The input is required.") }
    func layer(_ function: some Operator) -> Value { net.layer("layer", function)(x) }
    let result = hasScale ? layer(self) : net.one(self, x)
    let axes = (1...normalizedShape.rank).map { -$0 }
    let statistics = net.statistics(of: x, over: axes, centers: true, epsilon: epsilon)
    return [result, statistics.mean, statistics.inverse]
      .prefix(site.node.outputs.count).map { $0 }
  }
}

extension Scope {
  /// The mean of elements along axes, and one over their deviation from it or, without centering,
  /// from 0.
  func statistics(
    of x: Value, over axes: [Int], centers: Bool, epsilon: Double
  ) -> (mean: Value, inverse: Value) {
    let mean = one(Reduction(.mean, over: axes), x)
    let centered = centers ? combined(.subtract, x, mean) : x
    let square = one(Reduction(.mean, over: axes), combined(.multiply, centered, centered))
    let deviation = one(
      Activation(.squareRoot), combined(.add, square, filled(epsilon)))
    return (mean, one(Activation(.reciprocal), deviation))
  }
}
