public import Networks
public import Operators
import Symbolic

/// Which gradients a backward pass computes, given that the input itself wants none.
public struct GradientFlow: Sendable {
  /// Layers whose parameters stay as they are, by layer number.
  public let frozenLayers: Set<Int>
  /// Whether a value depends on a trained parameter, by value.
  private let isTracked: [Bool]
  /// Whether the loss depends on a value, by value.
  private let reachesLoss: [Bool]

  /// - Parameters:
  ///   - network: The network; the loss is any function of its outputs.
  ///   - frozenLayers: Layers that are not trained.
  public init(_ network: Network, frozenLayers: Set<Int> = []) {
    self.frozenLayers = frozenLayers
    let trains = network.layers.indices.map { index in
      !frozenLayers.contains(index) && network.layers[index].parameterCount != 0
    }
    var isTracked = [Bool](repeating: false, count: network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      let owns = node.layer.map { trains[$0] } ?? false
      let passes = network.operator(of: node).kind != .zeroState
      isTracked[index + 1] = owns || passes && node.inputs.contains { isTracked[$0] }
    }
    var reachesLoss = [Bool](repeating: false, count: network.valueCount)
    for output in network.outputs { reachesLoss[output] = true }
    for (index, node) in network.nodes.enumerated().reversed() where reachesLoss[index + 1] {
      if network.operator(of: node).kind == .zeroState { continue }
      for input in node.inputs { reachesLoss[input] = true }
    }
    self.isTracked = isTracked
    self.reachesLoss = reachesLoss
  }

  /// Whether the backward pass runs through the node with this number.
  public func passes(node index: Int) -> Bool {
    isTracked[index + 1] && reachesLoss[index + 1]
  }

  /// Whether some output of the network depends on the node with this number.
  public func reachesLoss(node index: Int) -> Bool { reachesLoss[index + 1] }

  /// The work of a node with the gradients that nobody wants taken out.
  public func restricted(_ work: Work, ofNode index: Int, in network: Network) -> Work {
    let node = network.nodes[index]
    var result = work
    let runs = passes(node: index)
    if !runs || !isTracked[node.inputs[0]] { result.inputGradient = 0 }
    let isFrozen = node.layer.map { frozenLayers.contains($0) } ?? true
    if !runs || isFrozen {
      result.weightGradient = 0
      result.weightGradientTimesGroups = 0
    }
    return result
  }
}
