public import RLANetworks
import RLASymbolic

/// Which gradients a backward pass computes.
public struct GradientFlow: Sendable {
  /// Layers whose parameters are not trained, by layer number.
  public let frozenLayers: Set<Int>
  /// By node that has bodies, the flow inside each of them.
  public let bodies: [Int: [GradientFlow]]
  /// By value, whether it depends on a trained parameter or on an input whose gradient is wanted.
  public let needsGradient: [Bool]
  /// By value, whether the loss depends on its elements.
  public let reachesLoss: [Bool]
  /// By layer, whether it has parameters that are trained.
  private let trains: [Bool]
  /// By layer, whether it has parameters.
  private let ownsParameters: [Bool]
  /// By value, whether an output depends on it, if only through a shape.
  private let isNeeded: [Bool]

  /// - Parameters:
  ///   - network: The network; the loss is any function of its outputs.
  ///   - frozenLayers: Layers that are not trained.
  ///   - trackedInputs: Inputs whose gradients are wanted, by number; none for a whole network.
  ///   - reachesLoss: Whether the loss depends on the outputs, which those of an unused body do not
  ///     reach.
  ///   - isOfFirstOutput: Whether it depends on the first output alone.
  public init(
    _ network: Network, frozenLayers: Set<Int> = [], trackedInputs: Set<Int> = [],
    reachesLoss: Bool = true, isOfFirstOutput: Bool = false
  ) {
    self.frozenLayers = frozenLayers
    let trains = network.layers.indices.map { index in
      !frozenLayers.contains(index) && network.layers[index].parameterCount != 0
    }
    self.trains = trains
    let ownsParameters = network.layers.map { $0.parameterCount != 0 }
    var isTracked = [Bool](repeating: false, count: network.valueCount)
    for (value, origin) in network.origins.enumerated() {
      switch origin {
      case .input(let input): isTracked[value] = trackedInputs.contains(input)
      case .constant(let constant):
        isTracked[value] = network.constants[constant].role == .parameter
      case .node: continue
      }
    }
    let outputs = isOfFirstOutput ? 1 : network.outputs.count
    let (reached, needed) = Self.dependencies(network, on: reachesLoss ? outputs : 0)
    isNeeded = needed
    var bodies: [Int: [GradientFlow]] = [:]
    for (index, node) in network.nodes.enumerated() {
      let trains = node.layer.map { ownsParameters[$0] && !frozenLayers.contains($0) } ?? false
      var tracks = trains || network.readsElements(node) { isTracked[$0] }
      if !node.isPlain {
        let isRead = node.outputs.contains { reached[$0] }
        bodies[index] = node.bodies.map { Self.flow(of: $0, node, isTracked, isRead) }
        tracks = tracks || node.bodies.contains { $0.network.parameterCount != 0 }
      }
      if tracks { for value in node.outputs { isTracked[value] = true } }
    }
    self.bodies = bodies
    self.ownsParameters = ownsParameters
    needsGradient = isTracked
    self.reachesLoss = reached
  }

  /// The values on whose elements the first `count` outputs depend, and those on which they depend
  /// at all.
  private static func dependencies(
    _ network: Network, on count: Int
  ) -> (reached: [Bool], needed: [Bool]) {
    var reached = [Bool](repeating: false, count: network.valueCount)
    if count == 0 { return (reached, reached) }
    for output in network.outputs.prefix(count) { reached[output.value] = true }
    var needed = reached
    for node in network.nodes.reversed() where node.outputs.contains(where: { needed[$0] }) {
      let passes = node.outputs.contains { reached[$0] }
      network.forEachRead(of: node) { value, use in
        if passes, use == .elements { reached[value] = true }
        if use != .sizes { needed[value] = true }
      }
    }
    return (reached, needed)
  }

  /// The flow inside a body: captured values, inputs of its node and values passed between runs may
  /// need gradients.
  private static func flow(
    of body: Body, _ node: Node, _ isTracked: [Bool], _ reachesLoss: Bool
  ) -> GradientFlow {
    let network = body.network
    let captured = network.inputs.count - body.captures.count
    var tracked: Set<Int> = []
    if network.parameterCount != 0 || body.captures.contains(where: { isTracked[$0] })
      || node.inputs.contains(where: { $0.map { isTracked[$0] } ?? false })
    {
      tracked.formUnion(0..<captured)
    }
    for (index, value) in body.captures.enumerated() where isTracked[value] {
      tracked.insert(captured + index)
    }
    return GradientFlow(network, trackedInputs: tracked, reachesLoss: reachesLoss)
  }

  /// Whether the backward pass runs through the node with this number.
  public func passes(_ node: Node) -> Bool {
    node.outputs.contains { wantsGradient($0) }
  }

  /// Whether the backward pass computes the gradient of a value, which is so between a trained
  /// parameter, or an input whose gradient is wanted, and the loss.
  public func wantsGradient(_ value: ValueID) -> Bool {
    needsGradient[value] && reachesLoss[value]
  }

  /// Whether the backward pass of a node computes gradients of the weights that it applies.
  public func wantsWeightGradient(_ node: Node) -> Bool {
    guard let layer = node.layer else { return false }
    return trains[layer] && passes(node)
  }

  /// Whether some output of the network depends on a node.
  public func reachesLoss(_ node: Node) -> Bool {
    node.outputs.contains { isNeeded[$0] }
  }

  /// The work of a node without the gradients that are not computed.
  public func restricted(_ work: consuming Work, of node: Node) -> Work {
    let runs = passes(node)
    if !runs || node.reads.first.map({ needsGradient[$0] }) != true { work[.inputGradient] = 0 }
    if !runs || !wantsSecondGradient(node) {
      work[.weightGradient] = 0
      work[.weightGradientTimesGroups] = 0
    }
    return work
  }

  /// Whether the gradient of the weights of a node is computed, or of its second operand where it
  /// has no weights.
  private func wantsSecondGradient(_ node: Node) -> Bool {
    if let layer = node.layer, ownsParameters[layer] { return !frozenLayers.contains(layer) }
    return node.reads.dropFirst().first.map { needsGradient[$0] } ?? false
  }
}

extension Network {
  /// Calls `body` with each value that a node reads, and what it reads of it.
  @inline(__always)
  func forEachRead(of node: Node, _ body: (ValueID, OperatorKind.Port.Use) -> Void) {
    let kind = node.kind
    if kind.readsAllElements {
      for value in node.reads { body(value, .elements) }
      return
    }
    for (position, input) in node.inputs.enumerated() {
      if let input { body(input, kind.port(ofInput: position).use) }
    }
    for captured in node.bodies.lazy.flatMap(\.captures) { body(captured, .elements) }
  }

  /// Whether a node reads the elements of a value for which `holds` is true.
  @inline(__always)
  func readsElements(_ node: Node, where holds: (ValueID) -> Bool) -> Bool {
    if node.kind.readsAllElements { return node.reads.contains(where: holds) }
    var found = false
    forEachRead(of: node) { value, use in
      if use == .elements, !found { found = holds(value) }
    }
    return found
  }
}
