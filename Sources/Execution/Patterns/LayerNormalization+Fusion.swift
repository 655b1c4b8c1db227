import RLAAnalysis
import RLANetworks
import RLASymbolic

extension PatternFusion {
  static let layerNormalization = PatternFusion(
    kind: Pattern.Kind(LayerNormalization.kind)
  ) { pattern, shapes, options in
    guard options.purpose == .inference, let x = pattern.operands["x"],
      let axes = pattern.integers("axes"), let epsilon = pattern.number("epsilon"),
      let sizes = shapes[x].values
    else { return nil }
    let norm = LayerNormalization(
      Shape(sizes.suffix(axes.count).map { Dim($0) }), epsilon: epsilon, affine: false)
    let weights = ["scale", "shift"].compactMap { pattern.operands[$0] }
    let site = Site(shapes, pattern.nodes, applying: norm, to: [x] + weights)
    guard site.isFloating else { return nil }
    return FusedNodes(site: site) {
      RowNormStep(axes: axes.count, epsilon: epsilon, at: site, in: $0)
    }
  }
}
