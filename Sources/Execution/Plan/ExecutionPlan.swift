package import RLAAnalysis
public import RLANetworks
import RLASymbolic

/// How a network runs at one size: steps in order, an algorithm for each, a place for every buffer.
///
/// A plan is made once and owns no memory; a `Session` allocates what it says and runs it.
public struct ExecutionPlan: Sendable {
  public let network: Network
  public let options: PlanOptions
  /// How algorithms were chosen by measurement; nil where rules of thumb choose.
  public let tuning: PlanTuning?
  let steps: [any Step]
  /// Placements by value, those of the network first.
  let placements: [Placement?]
  /// Whole numbers that are written before the first run, by value.
  let known: [ValueID: [Int]]
  /// By node.
  let works: [Work]
  let layout: MemoryPlanner
  /// The roots whose gradients are where that of another root is.
  let replaced: [ValueID: ValueID]
  let packed: PackedWeights
  private let shapes: InferredShapes
  /// In the order of the network.
  public let inputs: [PlannedInput]

  /// Lowers a network that takes one batch of images of the size in `options`.
  ///
  /// - Throws: `PlanFailure` where the network does not take the size, or is not fully known.
  public init(_ network: Network, _ options: PlanOptions) throws(PlanFailure) {
    precondition(
      options.batch > 0 && options.height > 0 && options.width > 0,
      "A plan needs at least one image of one pixel.")
    try self.init(options.shapes(of: network), options)
  }

  /// Lowers a network that takes any tensors.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - inputs: What is known of its inputs, all sizes as numbers.
  ///   - options: Its batch, height and width are ignored.
  /// - Throws: `PlanFailure` where the network does not take the inputs, or is not fully known.
  public init(
    _ network: Network, inputs: [Fact], _ options: PlanOptions
  ) throws(PlanFailure) {
    let shapes: InferredShapes
    do throws(ShapeFailure) {
      shapes = try InferredShapes(network, inputs: inputs)
    } catch {
      throw .shape(error)
    }
    try self.init(shapes, options)
  }

  /// Lowers a network whose shapes are inferred.
  package init(
    _ shapes: InferredShapes, _ options: PlanOptions, _ tuning: PlanTuning? = nil
  ) throws(PlanFailure) {
    precondition(options.threads > 0, "A plan is for at least one thread.")
    let network = shapes.network
    try Self.requireNumbers(shapes)
    if options.purpose == .training {
      try Self.requireLoss(shapes, options.loss)
    }
    try Self.requireRepresentable(shapes)
    try Self.requireStorable(shapes)
    try Self.requireKernels(shapes)
    if options.purpose == .training { try Self.requireGradients(shapes) }
    let decomposed = shapes.decomposed
    let lowering = Lowering(decomposed?.shapes ?? shapes, options)
    var steps = lowering.steps
    ChainedSteps.form(&steps, lowering)
    let gradients = lowering.trains ? GradientPlan(&steps, lowering) : nil
    ConstantSteps.mark(&steps, lowering)
    BranchSteps.mark(&steps, lowering)
    self.network = network
    self.options = options
    self.tuning = tuning
    self.shapes = shapes
    inputs = PlannedInput.all(of: shapes)
    packed = PackedWeights(steps)
    placements = lowering.values.placements
    known = lowering.values.known
    works = network.nodes.indices.map { shapes.work(ofNode: $0) }
    let list = BufferList(lowering, steps: steps, gradients: gradients, threads: options.threads)
    layout = MemoryPlanner(list.buffers)
    replaced = list.replaced
    if let originals = decomposed?.originals {
      for index in steps.indices { steps[index].frame.replaceNodes(originals) }
    }
    self.steps = steps
  }

  /// The same with algorithms that were chosen by measurement.
  func choosing(
    _ choices: AlgorithmChoices, _ tuning: PlanTuning
  ) throws(PlanFailure) -> ExecutionPlan {
    var options = options
    options.choices = choices
    return try ExecutionPlan(shapes, options, tuning)
  }

  /// Plans that run all algorithms between them: the first goes by rules of thumb, the next takes the
  /// second one of each pass, and so on, the last one where there are fewer.
  func variants() throws(PlanFailure) -> [ExecutionPlan] {
    let count = alternatives.map(\.names.count).max() ?? 1
    var plans: [ExecutionPlan] = []
    for index in 0..<count {
      var options = options
      var choices = AlgorithmChoices()
      for (key, names) in alternatives {
        choices.choose(min(index, names.count - 1), of: names, for: key)
      }
      options.choices = choices
      plans.append(try ExecutionPlan(shapes, options))
    }
    return plans
  }

  /// The passes of steps in which there is a choice of algorithms, in order, those alike several
  /// times.
  var tuningSites: [TuningSite] {
    steps.flatMap { ($0 as? any TunableStep)?.tuningSites ?? [] }
  }

  /// What could be chosen, by pass of a step; by rule of thumb the fastest algorithm first.
  package var alternatives: [(key: TuningKey, names: [String])] {
    tuningSites.map { ($0.key, $0.names) }
  }

  /// Refuses networks with a size that is not a number.
  private static func requireNumbers(_ shapes: InferredShapes) throws(PlanFailure) {
    if let unknown = shapes.facts.firstIndex(where: { $0.shape.values == nil }) {
      throw .symbolic(shapes.network.place(of: ValueID(unknown)))
    }
  }

  /// Refuses sizes whose bytes could overflow 64 bits in a sum; no machine has that much memory.
  private static func requireRepresentable(_ shapes: InferredShapes) throws(PlanFailure) {
    let elements = shapes.facts.reduce(0.0) { $0 + Double($1.shape.elements.value ?? .max) }
    let limit = 0x1p48
    guard elements > limit else { return }
    let bytes = min(elements * 4, 0x1p62)
    throw .memory(needed: Int(bytes), available: MemoryLimits().memory ?? 0)
  }

  /// Refuses networks with operators that have no kernel, and names all kinds.
  private static func requireKernels(_ shapes: InferredShapes) throws(PlanFailure) {
    let network = shapes.network
    let refused = network.nodes.indices.filter { !Site(shapes, $0).isSupported }
      .map { network.nodes[$0] }
    guard let first = refused.first else { return }
    var kinds = [first.kind]
    for node in refused where !kinds.contains(node.kind) { kinds.append(node.kind) }
    throw .unsupported(network.path(of: first), first.kind, others: Array(kinds.dropFirst()))
  }

  /// Refuses inputs and constants of types that no kernel reads.
  private static func requireStorable(_ shapes: InferredShapes) throws(PlanFailure) {
    for (value, origin) in shapes.network.origins.enumerated() {
      if case .node = origin { continue }
      let type = shapes.facts[value].type
      guard type.isStored else {
        throw .type(shapes.network.place(of: ValueID(value)), type)
      }
    }
  }

  /// Refuses networks that the loss is not for.
  private static func requireLoss(
    _ shapes: InferredShapes, _ loss: PlanOptions.Loss
  ) throws(PlanFailure) {
    let outputs = shapes.network.outputs
    guard outputs.count == 1 || loss == .weightedSum, let output = outputs.first else {
      throw .outputs(outputs.count)
    }
    let type = shapes.facts[output.value].type
    if loss == .weightedSum, type != .float32 { throw .lossType(output.name, type) }
  }

  /// Whether every operator has a backward pass.
  private static func requireGradients(_ shapes: InferredShapes) throws(PlanFailure) {
    for index in shapes.network.nodes.indices {
      let site = Site(shapes, index)
      guard !site.isKnown, site.executable?.isDifferentiable(at: site) == false else { continue }
      let network = shapes.network
      throw .noGradient(network.path(of: site.node), site.node.kind)
    }
  }

  /// The value of an input; nil where there is no such input.
  func value(ofInput input: Int) -> ValueID? {
    network.origins.firstIndex(of: .input(input)).map { ValueID($0) }
  }

  /// What is known of a value of the network.
  func fact(_ value: ValueID) -> Fact { shapes.facts[value] }

  var output: ValueID { network.outputs[0].value }

  /// Classes of the result.
  public var classes: Int { size(of: output)?.channels ?? 0 }

  /// A label for each image; none where the loss reads none.
  var syntheticLabels: [Int] {
    options.loss == .crossEntropy ? SyntheticValues.labels(options.batch, classes: classes) : []
  }

  /// The sizes of a value as a map; nil where it is not one or is never made.
  func size(of value: ValueID) -> MapSize? { placements[value].flatMap { MapSize($0.sizes) } }

  /// A step as reports name it.
  public struct StepDescription: Sendable {
    /// The number in the plan.
    public let index: Int
    /// The path of its first node.
    public let path: String
    /// The nodes that it covers, by number in the network.
    public let nodes: [Int]
    public let algorithms: StepAlgorithms
    /// Whether the backward pass runs through it.
    public let isDifferentiated: Bool
    /// Whether it runs once, since it reads only what no run changes.
    public let isConstant: Bool

    /// The name of the algorithm of the forward pass.
    public var algorithm: String { algorithms.forward.name }
  }

  public var stepDescriptions: [StepDescription] {
    steps.enumerated().map { index, step in
      StepDescription(
        index: index, path: network.path(of: network.nodes[step.frame.nodes[0]]),
        nodes: step.frame.nodes, algorithms: step.algorithms,
        isDifferentiated: step.frame.isDifferentiated, isConstant: step.frame.isConstant)
    }
  }
}

extension PlanOptions {
  /// What is known of a network that takes images of the planned size.
  ///
  /// - Throws: `PlanFailure` where it takes something else or refuses the size.
  func shapes(of network: Network) throws(PlanFailure) -> InferredShapes {
    guard let channels = network.imageChannels else {
      throw .inputs(network.inputs.map(\.fact.shape))
    }
    do throws(ShapeFailure) {
      return try InferredShapes(
        network, input: [Dim(batch), channels, Dim(height), Dim(width)])
    } catch {
      throw .shape(error)
    }
  }
}
