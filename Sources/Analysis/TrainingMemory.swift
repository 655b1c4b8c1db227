import Networks
import Operators
public import Symbolic

/// What an optimiser keeps for each parameter.
public enum Optimizer: String, CaseIterable, Sendable {
  /// Gradient descent without memory.
  case sgd
  /// One running mean of gradients, as the published training script uses.
  case momentum
  /// Two running means.
  case adam

  /// Values kept for each trained parameter.
  public var statesPerParameter: Int {
    switch self {
    case .sgd: 0
    case .momentum: 1
    case .adam: 2
    }
  }
}

/// Bytes that a training step holds between the forward and the backward pass, in float32.
public struct TrainingMemory: Sendable {
  /// All parameters.
  public let parameters: Dim
  /// One gradient for each trained parameter.
  public let gradients: Dim
  public let optimizerState: Dim
  /// Results of the forward pass that the backward pass reads, each once, and the positions of
  /// maxima, 8 bytes each.
  public let savedActivations: Dim

  public var total: Dim { parameters + gradients + optimizerState + savedActivations }

  init(_ network: Network, trained: Dim, saved: Dim, optimizer: Optimizer) {
    let bytes = Dim(ActivationMemory.bytesPerElement)
    parameters = network.parameterCount * bytes
    gradients = trained * bytes
    optimizerState = gradients * Dim(optimizer.statesPerParameter)
    savedActivations = saved
  }

  /// By node, the bytes that its backward pass is the first to ask for.
  static func savedBytes(
    _ shapes: InferredShapes, _ flow: GradientFlow, _ memory: ActivationMemory
  ) -> [Dim] {
    let network = shapes.network
    // Constants are there anyway.
    var isSaved = network.origins.map { origin in
      if case .constant = origin { true } else { false }
    }
    var byNode: [Dim] = []
    byNode.reserveCapacity(network.nodes.count)
    for node in network.nodes {
      var bytes: Dim = 0
      for value in flow.savedValues(of: node, in: network) where !isSaved[memory.home[value]] {
        isSaved[memory.home[value]] = true
        bytes += memory.bytes(of: memory.home[value])
      }
      let retained = network.operator(of: node).retained
      if retained == .inputsAndPositions, flow.passes(node) {
        bytes += shapes[node.output].elements * 8
      }
      byNode.append(bytes)
    }
    return byNode
  }
}

extension GradientFlow {
  /// The values that the backward pass of a node reads.
  fileprivate func savedValues(of node: Node, in network: Network) -> [ValueID] {
    guard passes(node) else { return [] }
    switch network.operator(of: node).retained {
    case .nothing: return []
    case .output: return [node.output]
    case .input(let position): return node.inputs[position].map { [$0] } ?? []
    case .inputs, .inputsAndPositions:
      let isFrozen = node.layer.map { frozenLayers.contains($0) } ?? false
      return isFrozen ? [] : node.reads
    }
  }
}
