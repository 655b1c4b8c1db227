public import Networks
import Operators
public import Symbolic

/// Everything that is known about a network at one input size without running it.
public struct Profile: Sendable {
  public let shapes: InferredShapes
  public let flow: GradientFlow
  public let memory: ActivationMemory
  public let optimizer: Optimizer
  /// By node, bytes of activations that its backward pass is the first to need.
  let savedBytes: [Dim]
  /// By node, whether it is the first to apply its layer.
  let isFirstCall: [Bool]
  /// By layer, how often it is applied.
  public let applicationCounts: [Int]

  /// - Parameters:
  ///   - shapes: The network with its shapes.
  ///   - frozenLayers: Layers that are not trained, by number.
  ///   - optimizer: What training keeps for each parameter.
  public init(
    _ shapes: InferredShapes, frozenLayers: Set<Int> = [], optimizer: Optimizer = .momentum
  ) {
    self.shapes = shapes
    self.optimizer = optimizer
    flow = GradientFlow(shapes.network, frozenLayers: frozenLayers)
    memory = ActivationMemory(shapes)
    savedBytes = TrainingMemory.savedBytes(shapes, flow, memory)
    applicationCounts = shapes.network.applicationCounts
    var seen = [Bool](repeating: false, count: shapes.network.layers.count)
    isFirstCall = shapes.network.nodes.map { node in
      guard let layer = node.layer, !seen[layer] else { return false }
      seen[layer] = true
      return true
    }
  }

  public var network: Network { shapes.network }

  /// Adds what one node costs to `metrics`.
  public func add(node index: Int, to metrics: inout Metrics) {
    let node = network.nodes[index]
    let function = network.operator(of: node)
    let work = flow.restricted(shapes.work(ofNode: index), ofNode: index, in: network)
    metrics.tally.add(work, for: WorkTally.Key(function.kind, node.spelling))
    if isFirstCall[index] { metrics.parameters += network.parameterCount(of: node) }
    addMemory(ofNode: index, to: &metrics)
  }

  /// Adds the bytes that one node handles to `metrics`.
  func addMemory(ofNode index: Int, to metrics: inout Metrics) {
    metrics.bytesWritten += memory.bytesWritten(byNode: index)
    metrics.bytesMoved += memory.bytesMoved(byNode: index)
    metrics.savedBytes += savedBytes[index]
  }

  /// Parameters that training changes, those of shared layers once.
  public var trainedParameterCount: Dim {
    network.layers.enumerated().reduce(0) { sum, layer in
      flow.frozenLayers.contains(layer.offset) ? sum : sum + layer.element.parameterCount
    }
  }

  public var trainingMemory: TrainingMemory {
    TrainingMemory(
      network, trained: trainedParameterCount, saved: savedBytes, optimizer: optimizer)
  }

  /// The sum over all nodes, computed at each call.
  public var total: Metrics {
    network.nodes.indices.reduce(into: none) { add(node: $1, to: &$0) }
  }

  /// Metrics of no node, to add to.
  public var none: Metrics { Metrics(batch: shapes.input.batch) }
}

/// What a set of nodes costs.
public struct Metrics: Sendable {
  public var tally: WorkTally
  /// Parameters of the layers that are first applied in the set.
  public var parameters: Dim = 0
  /// Bytes of results in memory of their own.
  public var bytesWritten: Dim = 0
  /// Bytes read and written, weights included.
  public var bytesMoved: Dim = 0
  /// Bytes that training saves for the backward pass.
  public var savedBytes: Dim = 0

  public init(batch: Dim) {
    tally = WorkTally(batch: batch)
  }

  /// Applications of operators.
  public var calls: Int { tally.calls.values.reduce(0, +) }

  public static func += (left: inout Metrics, right: Metrics) {
    left.tally += right.tally
    left.parameters += right.parameters
    left.bytesWritten += right.bytesWritten
    left.bytesMoved += right.bytesMoved
    left.savedBytes += right.savedBytes
  }

  /// Whether some number in the set left the 64-bit range.
  public var isOverflowed: Bool {
    let work = tally.total
    return [parameters, bytesWritten, bytesMoved, savedBytes].contains(where: \.isOverflowed)
      || Quantity.allCases.contains { work[$0].isOverflowed }
  }
}
