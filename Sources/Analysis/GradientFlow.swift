public import RLANetworks
import RLASymbolic

/// Which gradients a backward pass computes.
public struct GradientFlow: Sendable {
  /// Layers whose parameters stay as they are, by layer number.
  public let frozenLayers: Set<Int>
  /// By node that has bodies, the flow inside each of them.
  public let bodies: [Int: [GradientFlow]]
  /// Whether a value depends on a trained parameter or on an input that wants a gradient, by value.
  public let needsGradient: [Bool]
  /// Whether the loss depends on a value through its elements, by value.
  public let reachesLoss: [Bool]
  /// Whether a layer has parameters that are trained, by layer number.
  private let trains: [Bool]
  /// Whether a layer owns parameters, by layer.
  private let ownsParameters: [Bool]
  /// Whether an output depends on a value, be it by a shape that it decides, by value.
  private let isNeeded: [Bool]

  /// - Parameters:
  ///   - network: The network; the loss is any function of its outputs.
  ///   - frozenLayers: Layers that are not trained.
  ///   - trackedInputs: Inputs that want a gradient, by number; none of a whole network.
  ///   - reachesLoss: Whether the loss depends on the outputs; not those of a body that is dropped.
  public init(
    _ network: Network, frozenLayers: Set<Int> = [], trackedInputs: Set<Int> = [],
    reachesLoss: Bool = true
  ) {
    self.frozenLayers = frozenLayers
    let trains = network.layers.indices.map { index in
      !frozenLayers.contains(index) && network.layers[index].parameterCount != 0
    }
    self.trains = trains
    let ownsParameters = network.layers.map { $0.parameterCount != 0 }
    var isTracked = [Bool](repeating: false, count: network.valueCount)
    for (value, origin) in network.origins.enumerated() {
      guard case .input(let input) = origin else { break }
      isTracked[value] = trackedInputs.contains(input)
    }
    let (reached, needed) = Self.dependencies(network, outputsCount: reachesLoss)
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

  /// The values on which the outputs depend through elements, and those on which they depend at all.
  private static func dependencies(
    _ network: Network, outputsCount: Bool
  ) -> (reached: [Bool], needed: [Bool]) {
    var reached = [Bool](repeating: false, count: network.valueCount)
    if !outputsCount { return (reached, reached) }
    for output in network.outputs { reached[output.value] = true }
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

  /// The flow inside a body: what it captures and what its node takes may want gradients, and so
  /// may what one run hands on to the next.
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

  /// Whether the backward pass computes the gradient of a value: of what is between a trained
  /// parameter, or an input that wants one, and the loss.
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

  /// The work of a node with the gradients that nobody wants taken out.
  public func restricted(_ work: Work, of node: Node) -> Work {
    var result = work
    let runs = passes(node)
    if !runs || node.reads.first.map({ needsGradient[$0] }) != true { result[.inputGradient] = 0 }
    if !runs || !wantsSecondGradient(node) {
      result[.weightGradient] = 0
      result[.weightGradientTimesGroups] = 0
    }
    return result
  }

  /// Whether the weights of a node want a gradient, or its second operand where it has no weights.
  private func wantsSecondGradient(_ node: Node) -> Bool {
    if let layer = node.layer, ownsParameters[layer] { return !frozenLayers.contains(layer) }
    return node.reads.dropFirst().first.map { needsGradient[$0] } ?? false
  }
}

extension Network {
  /// Calls `body` with each value that a node reads, and what it reads of it.
  @inline(__always)
  func forEachRead(of node: Node, _ body: (ValueID, OperatorKind.Port.Use) -> Void) {
    let kind = `operator`(of: node).kind
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
    if `operator`(of: node).kind.readsAllElements { return node.reads.contains(where: holds) }
    var found = false
    forEachRead(of: node) { value, use in
      if use == .elements, !found { found = holds(value) }
    }
    return found
  }
}
