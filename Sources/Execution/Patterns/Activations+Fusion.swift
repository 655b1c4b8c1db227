import RLAAnalysis
import RLAKernels
import RLANetworks

extension PatternFusion {
  /// Functions of one element that are spelled in several nodes.
  static let activations = [
    activation(.gelu), activation(.geluTanh), activation(.silu), activation(.mish),
    activation(.hardSwish), activation(.hardSigmoid()),
  ]

  private static func activation(_ function: ElementFunction) -> PatternFusion {
    PatternFusion(kind: Pattern.Kind(function.kind)) { pattern, shapes, _ in
      guard let x = pattern.operands["x"] else { return nil }
      let activation = Activation(function)
      let site = Site(shapes, pattern.nodes, applying: activation, to: [x])
      guard activation.runs(at: site) else { return nil }
      return FusedNodes(site: site) { activation.step(at: site, in: &$0) }
    }
  }
}
