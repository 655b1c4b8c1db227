import RLANetworks

/// What a network computes without using the result.
public struct DeadWork: Sendable {
  /// The numbers of nodes on which no output depends, in the order of execution.
  public let nodes: [Int]
  /// The work of these nodes.
  public let tally: WorkTally
  /// The state_dict names of trained parameters that never get a gradient.
  public let idleParameters: [String]

  public init(_ profile: Profile) {
    let network = profile.network
    nodes = network.nodes.indices.filter { !profile.flow.reachesLoss(network.nodes[$0]) }
    tally = profile.metrics(of: nodes).tally
    var learns = [Bool](repeating: false, count: network.layers.count)
    for node in network.nodes {
      if let layer = node.layer, profile.flow.passes(node) { learns[layer] = true }
    }
    idleParameters = network.layers.enumerated().flatMap { index, layer -> [String] in
      if learns[index] || profile.flow.frozenLayers.contains(index) { return [] }
      return layer.operator.weights.indices.compactMap {
        layer.operator.weights[$0].role == .parameter ? layer.name(ofWeight: $0) : nil
      }
    }
  }
}
