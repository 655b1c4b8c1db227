import RLANetworks
public import RLASymbolic

/// An optimizer, by the state that it keeps for each parameter.
public enum Optimizer: String, CaseIterable, Sendable {
  /// SGD without momentum.
  case sgd
  /// SGD with momentum, as in the published training script: one running mean.
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

/// Bytes that a training step holds between the forward and the backward pass.
public struct TrainingMemory: Sendable {
  /// All parameters.
  public let parameters: Dim
  /// One gradient for each trained parameter.
  public let gradients: Dim
  public let optimizerState: Dim
  /// Results of the forward pass that the backward pass reads, each once, and argmax indices, 8
  /// bytes each.
  public let savedActivations: Dim

  public var total: Dim { parameters + gradients + optimizerState + savedActivations }

  init(
    _ network: Network, trained: Dim, saved: Dim, optimizer: Optimizer, precision: StoragePrecision
  ) {
    let bytes = Dim(precision.trained.bytes)
    parameters = network.parameterCount * bytes
    gradients = trained * bytes
    optimizerState = gradients * Dim(optimizer.statesPerParameter)
    savedActivations = saved
  }
}

/// Which results of the forward pass the backward pass reads.
struct SavedActivations {
  /// By node, the bytes that its backward pass is the first to need, without those of runs of its
  /// bodies.
  private(set) var bytes: [Dim] = []
  /// Values outside of a body that it needs, by their index among the captured ones.
  ///
  /// They are the same in every run.
  private(set) var captured: Set<Int> = []
  /// By value whose memory is read, the first node whose backward pass does, which runs last; -1
  /// where none does.
  private(set) var firstReader: [Int32]

  init(
    _ shapes: InferredShapes, _ flow: GradientFlow, _ memory: ActivationMemory, captures: Int,
    precision: StoragePrecision
  ) {
    let network = shapes.network
    let firstCaptured = network.inputs.count - captures
    firstReader = [Int32](repeating: -1, count: network.valueCount)
    bytes.reserveCapacity(network.nodes.count)
    for (index, node) in network.nodes.enumerated() {
      var bytes: Dim = 0
      var values = flow.savedValues(of: node, in: network)
      if !node.isPlain { values += Self.capturedValues(ofNode: index, shapes, flow, precision) }
      for value in values {
        let home = memory.home[value]
        // Constants exist anyway.
        if firstReader[home] >= 0 || network.isConstant(home) { continue }
        firstReader[home] = Int32(index)
        if home.index >= firstCaptured, home.index < network.inputs.count {
          captured.insert(home.index - firstCaptured)
        } else {
          bytes += precision.trainedBytes(of: shapes.facts[home])
        }
      }
      if flow.passes(node) {
        bytes += network.operator(of: node).savedTensors
          .bytes(beside: shapes.facts[node.output], precision)
      }
      self.bytes.append(bytes)
    }
  }

  /// The values of the surrounding network that the bodies of a node need.
  private static func capturedValues(
    ofNode index: Int, _ shapes: InferredShapes, _ flow: GradientFlow, _ precision: StoragePrecision
  ) -> [ValueID] {
    guard let inferred = shapes.bodies[index], let flows = flow.bodies[index] else { return [] }
    return zip(shapes.network.nodes[index].bodies, zip(inferred, flows)).flatMap { body, known in
      guard let inner = known.0.shapes, known.0.runs != 0 else { return [ValueID]() }
      let captures = body.captures.count
      let memory = ActivationMemory(inner, captures: captures)
      let saved = SavedActivations(
        inner, known.1, memory, captures: captures, precision: precision)
      return saved.captured.sorted().map { body.captures[$0] }
    }
  }
}

extension SavedTensors {
  /// Bytes that the backward pass reads besides values of the network.
  fileprivate func bytes(beside output: Fact, _ precision: StoragePrecision) -> Dim {
    switch self {
    case .inputsAndIndices, .indices: output.shape.elements * 8
    case .inputsAndSteps(let count): precision.trainedBytes(of: output) * Dim(count)
    case .nothing, .inputs, .input, .firstInputs, .output: 0
    }
  }
}

extension GradientFlow {
  /// The values that the backward pass of a node reads.
  fileprivate func savedValues(of node: Node, in network: Network) -> [ValueID] {
    guard passes(node) else { return [] }
    let savedTensors = network.operator(of: node).savedTensors
    switch savedTensors {
    case .nothing, .indices: return []
    case .output: return [node.output]
    case .input(let position): return node.inputs[position].map { [$0] } ?? []
    case .firstInputs(let count): return node.inputs.prefix(count).compactMap(\.self)
    case .inputs, .inputsAndIndices, .inputsAndSteps:
      let isFrozen = node.layer.map { frozenLayers.contains($0) } ?? false
      let results = if case .inputsAndSteps = savedTensors { [node.output] } else { [ValueID]() }
      return (isFrozen ? [] : node.reads) + results
    }
  }
}
