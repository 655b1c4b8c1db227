import RLAAnalysis
import RLANetworks
import RLASymbolic

/// What nodes cost, their bodies included.
struct NodeCosts: Sendable {
  private let shapes: InferredShapes
  /// Nil where no node has bodies.
  private let profile: Profile?
  /// By node that is the first to read learned tensors of no layer, their elements.
  private let constants: [Int: Dim]

  init(_ shapes: InferredShapes) {
    self.shapes = shapes
    profile = shapes.bodies.isEmpty ? nil : Profile(shapes)
    constants = shapes.network.constantParameters
  }

  /// Multiply-adds of one application.
  func macs(of node: Int) -> Dim {
    guard let profile, shapes.bodies[node] != nil else {
      return shapes.work(ofNode: node)[.multiplyAdds]
    }
    var metrics = Metrics(batch: shapes.batch)
    profile.add(node: node, to: &metrics)
    return metrics.work[.multiplyAdds]
  }

  /// Learned values of the layers that the nodes apply, each layer once, of the tensors that they
  /// are the first to read, and of their bodies.
  func parameters(of nodes: [Int]) -> Dim {
    let network = shapes.network
    let layers = Set(nodes.compactMap { network.nodes[$0].layer }).sorted()
      .reduce(0 as Dim) { $0 + network.layers[$1].parameterCount }
    return nodes.reduce(layers) { sum, node in
      let bodies = network.nodes[node].isPlain ? [] : network.nodes[node].bodies
      return bodies.reduce(sum + (constants[node] ?? 0)) { $0 + $1.network.parameterCount }
    }
  }
}
