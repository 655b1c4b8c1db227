public import RLANetworks
public import RLASymbolic

/// Everything that can be said about a network at one input size without running it.
public struct Profile: Sendable {
  public let shapes: InferredShapes
  public let flow: GradientFlow
  public let memory: ActivationMemory
  public let optimizer: Optimizer
  public let precision: StoragePrecision
  /// By node that has bodies, the cost of one run of each, in the order of the bodies.
  ///
  /// Nil for a body that never runs and whose shapes do not fit.
  let bodies: [Int: [Profile?]]
  /// By node, bytes of saved tensors that its backward pass is the first to need.
  let savedTensorBytes: [Dim]
  /// By node, whether it is the first to apply its layer.
  let isFirstCall: [Bool]
  /// By node, whether its layer is applied again later.
  private let isCalledAgain: [Bool]
  private let visits: ModuleVisits
  /// By node that is the first to read learned constants, their elements.
  let constantParameters: [Int: Dim]
  /// By layer, how often it is applied.
  public let applicationCounts: [Int]
  /// Samples per batch.
  let batch: Dim
  private let once = Once<Metrics>()
  private let oncePlaces = Once<[PlaceCost]>()

  /// - Parameters:
  ///   - shapes: The network with its shapes.
  ///   - frozenLayers: Layers that are not trained, by number.
  ///   - optimizer: The optimizer, which determines the state kept for each parameter.
  ///   - precision: The type in which values and parameters are stored.
  public init(
    _ shapes: InferredShapes, frozenLayers: Set<Int> = [], optimizer: Optimizer = .momentum,
    precision: StoragePrecision = .float32
  ) {
    let flow = GradientFlow(shapes.network, frozenLayers: frozenLayers)
    self.init(shapes, flow, optimizer, precision, batch: shapes.batch)
  }

  /// - Parameters:
  ///   - shapes: The network with its shapes.
  ///   - flow: The gradients that are computed.
  ///   - optimizer: The optimizer, which determines the state kept for each parameter.
  ///   - precision: The type in which values and parameters are stored.
  ///   - batch: Samples per batch of the whole network.
  ///   - captures: How many of the last inputs are values that a body captures.
  private init(
    _ shapes: InferredShapes, _ flow: GradientFlow, _ optimizer: Optimizer,
    _ precision: StoragePrecision, batch: Dim, captures: Int = 0
  ) {
    self.shapes = shapes
    self.flow = flow
    self.optimizer = optimizer
    self.precision = precision
    memory = ActivationMemory(shapes, captures: captures, precision: precision)
    savedTensorBytes =
      SavedActivations(shapes, flow, memory, captures: captures, precision: precision).bytes
    applicationCounts = shapes.network.applicationCounts
    constantParameters = shapes.network.constantParameters
    let layers = shapes.network.nodes.map(\.layer)
    isFirstCall = layers.callsOfNewLayers(shapes.network.layers.count)
    isCalledAgain = zip(
      layers, layers.reversed().callsOfNewLayers(shapes.network.layers.count).reversed()
    ).map { $0 != nil && !$1 }
    visits = ModuleVisits(shapes.network)
    var bodies: [Int: [Profile?]] = [:]
    for (index, inferred) in shapes.bodies {
      let known = zip(inferred, flow.bodies[index] ?? [])
      bodies[index] = zip(shapes.network.nodes[index].bodies, known).map { body, known in
        known.0.shapes.map {
          Profile(
            $0, known.1, optimizer, precision, batch: batch, captures: body.captures.count)
        }
      }
    }
    self.bodies = bodies
    self.batch = batch
  }

  public var network: Network { shapes.network }

  /// The sum over all nodes, computed once.
  public var total: Metrics { once.value { places.reduce(into: none) { $0 += $1.metrics } } }

  /// What the nodes at each place of the code cost, computed once.
  var places: [PlaceCost] { oncePlaces.value { addedPlaces() } }

  /// Adds what one node costs to `metrics`, its bodies included.
  public func add(node index: Int, to metrics: inout Metrics) {
    let node = network.nodes[index]
    let function = network.operator(of: node)
    let work = flow.restricted(shapes.work(of: node, applying: function), of: node)
    metrics.tally.add(work, for: key(ofNode: index, function))
    addConstantWork(before: index, to: &metrics)
    if isFirstCall[index] { metrics.parameters += network.parameterCount(of: node) }
    if let learned = constantParameters[index] { metrics.parameters += learned }
    addMemory(ofNode: index, function, to: &metrics)
    if !node.isPlain { addBodies(ofNode: index, to: &metrics) }
  }

  /// The key under which a node is counted.
  func key(ofNode index: Int, _ function: any Operator) -> WorkTally.Key {
    let layer = network.nodes[index].layer
    return WorkTally.Key(
      function, network.nodes[index].callStyle, isCalledAgain: isCalledAgain[index],
      nodeType: network.type(ofNode: index), visits: visits.visits(ofLayer: layer),
      listings: visits.listings(ofLayer: layer))
  }

  /// Adds what a file computes from constants before a node.
  func addConstantWork(before index: Int, to metrics: inout Metrics) {
    if network.constantWork.isEmpty { return }
    for work in network.constantWork[index] ?? [] { metrics.tally.add(work) }
  }

  /// Adds the bytes that one node handles to `metrics`.
  func addMemory(ofNode index: Int, _ function: any Operator, to metrics: inout Metrics) {
    let node = network.nodes[index]
    metrics.bytesWritten += memory.bytesWritten(by: node)
    metrics.bytesMoved += memory.bytesMoved(by: node, applying: function)
    metrics.savedTensorBytes += savedTensorBytes[index]
  }

  /// Adds every run of the bodies of a node.
  ///
  /// Where it is unknown which of several bodies runs, it is assumed to be the one with the most
  /// multiply-adds, then with the most other operations; the parameters of the others count too.
  private func addBodies(ofNode index: Int, to metrics: inout Metrics) {
    let totals = zip(network.nodes[index].bodies, bodies[index] ?? []).map { body, profile in
      profile?.total ?? unused(body.network)
    }
    let runs = (shapes.bodies[index] ?? []).map(\.runs)
    let larger = Self.larger(totals)
    for (number, total) in totals.enumerated() {
      metrics += total.repeated(runs[number] ?? (number == larger ? 1 : 0))
    }
  }

  /// What one run of each body of a node costs; nil for one that never runs and does not fit.
  public func bodyTotals(ofNode index: Int) -> [Metrics?] {
    (bodies[index] ?? []).map { $0?.total }
  }

  /// What a body that never runs costs: its parameters.
  private func unused(_ body: Network) -> Metrics {
    var metrics = none
    metrics.parameters = body.parameterCount
    return metrics
  }

  /// The index of the metrics with the most work; the first where symbols leave it open.
  private static func larger(_ totals: [Metrics]) -> Int {
    let works = totals.map(\.tally.total)
    return works.indices.reduce(0) { best, next in
      let (one, other) = (works[best], works[next])
      let isLess =
        one[.multiplyAdds] == other[.multiplyAdds]
        ? one.scalarOperations.isLess(than: other.scalarOperations)
        : one[.multiplyAdds].isLess(than: other[.multiplyAdds])
      return isLess == true ? next : best
    }
  }

  /// The cost of the nodes with the given numbers.
  public func metrics(of nodes: some Sequence<Int>) -> Metrics {
    nodes.reduce(into: none) { add(node: $1, to: &$0) }
  }

  /// Parameters that training changes, those of shared layers once and those of bodies included.
  public var trainedParameterCount: Dim {
    flow.frozenLayers.reduce(network.parameterCount) { rest, layer in
      rest - network.layers[layer].parameterCount
    }
  }

  public var trainingMemory: TrainingMemory {
    // Without bodies, nothing else needs to be added up.
    let saved = bodies.isEmpty ? savedTensorBytes.reduce(into: 0, +=) : total.savedTensorBytes
    return TrainingMemory(
      network, trained: trainedParameterCount, saved: saved, optimizer: optimizer,
      precision: precision)
  }

  /// Bytes of the parameters where they are stored.
  public var parameterBytes: Dim { network.parameterCount * Dim(precision.stored.bytes) }

  /// Metrics of no node, to add to.
  public var none: Metrics { Metrics(batch: batch) }
}

extension Collection<Int?> {
  /// By node, whether it applies a layer that no node before it applies, from the layers of all nodes.
  fileprivate func callsOfNewLayers(_ layerCount: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: layerCount)
    return map { layer in
      guard let layer, !seen[layer] else { return false }
      seen[layer] = true
      return true
    }
  }
}

extension Network {
  /// By node that is the first to read learned constants, their elements.
  package var constantParameters: [Int: Dim] {
    guard constants.contains(where: { $0.role == .parameter }) else { return [:] }
    var counts: [Int: Dim] = [:]
    var seen = [Bool](repeating: false, count: constants.count)
    for (index, node) in nodes.enumerated() {
      for value in node.reads {
        guard case .constant(let constant) = origins[value], !seen[constant] else { continue }
        seen[constant] = true
        let learned = constants[constant].parameterCount
        if learned != 0 { counts[index, default: 0] += learned }
      }
    }
    return counts
  }
}
