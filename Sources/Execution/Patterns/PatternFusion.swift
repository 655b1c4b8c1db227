import RLAAnalysis
import RLANetworks

/// How the nodes of one kind of pattern run as one step: what its file in this folder states, the
/// twin of that in `Sources/Analysis/Patterns`.
struct PatternFusion: Sendable {
  let kind: Pattern.Kind
  /// What the nodes are together; nil where they run one by one.
  let fused: @Sendable (Pattern, InferredShapes, PlanOptions) -> FusedNodes?

  /// One line for each file.
  private static let all: [PatternFusion] = [
    [attention], [layerNormalization], activations,
  ].flatMap(\.self)

  /// What runs as one step in a plan, by the node that makes the result.
  static func found(in shapes: InferredShapes, _ options: PlanOptions) -> [Int: FusedNodes] {
    guard options.fusion == .fused else { return [:] }
    let fusions = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
    let fused = shapes.patterns(of: Set(fusions.keys)).compactMap { pattern in
      fusions[pattern.kind]?.fused(pattern, shapes, options)
    }
    return Dictionary(uniqueKeysWithValues: fused.map { ($0.site.index, $0) })
  }
}

/// Nodes that run as one.
struct FusedNodes {
  let site: Site
  let step: (inout Lowering) -> any Step
}

extension Pattern {
  /// The nodes from the result back to some values, which the others of the pattern only prepare.
  func nodes(after leaves: Set<ValueID>, in network: Network) -> [Int] {
    var waiting = [root]
    var found: Set = [root]
    while let node = waiting.popLast() {
      for value in network.nodes[node].reads where !leaves.contains(value) {
        guard let maker = network.producer(of: value), nodes.contains(maker),
          found.insert(maker).inserted
        else { continue }
        waiting.append(maker)
      }
    }
    return found.sorted()
  }
}
