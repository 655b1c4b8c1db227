public import RLANetworks
public import RLASymbolic

/// Why a network cannot take an input, as facts.
public struct ShapeFailure: Error, Hashable, Sendable {
  /// Where in the network, as `Network.path(of:)` names it.
  public let path: String
  /// The stage of the network that it belongs to.
  public let stage: String
  public let kind: OperatorKind
  /// The shapes of the inputs that are present.
  public let inputs: [Shape]
  public let mismatch: ShapeMismatch

  package init(
    path: String, stage: String, kind: OperatorKind, inputs: [Shape], mismatch: ShapeMismatch
  ) {
    self.path = path
    self.stage = stage
    self.kind = kind
    self.inputs = inputs
    self.mismatch = mismatch
  }
}

/// An assumption and the place in the network that needs it first.
public struct LocatedAssumption: Hashable, Sendable {
  public let assumption: Assumption
  public let path: String
  /// The stage of the network that the place belongs to.
  public let stage: String

  package init(assumption: Assumption, path: String, stage: String) {
    self.assumption = assumption
    self.path = path
    self.stage = stage
  }
}

/// What is known of all values of a network for one set of inputs, under which assumptions.
public struct InferredShapes: Sendable {
  public let network: Network
  /// By value.
  public let facts: [Fact]
  /// The assumptions that no rule could prove, including those of bodies that run; empty for
  /// concrete inputs.
  public let assumptions: [LocatedAssumption]
  /// By node that has bodies, what is known of each of them.
  public let bodies: [Int: [InferredBody]]
  let bounds: [Symbol: Dim]
  let foundPatterns = Once<[Pattern]>()

  /// Runs the rule of every node.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - inputs: The facts of its inputs, in symbols or numbers.
  /// - Throws: `ShapeFailure` at the first node whose inputs do not fit.
  /// - Complexity: Linear in the number of nodes.
  public init(_ network: Network, inputs: [Fact]) throws(ShapeFailure) {
    try self.init(network, inputs: inputs, stretching: false)
  }

  /// Runs the rule of every node of a network with one input of 32-bit floating-point numbers.
  public init(_ network: Network, input: Shape) throws(ShapeFailure) {
    try self.init(network, inputs: [.float(input)])
  }

  /// Runs the rule of every node for the declared inputs with some symbols replaced.
  public init(_ network: Network, binding sizes: [Symbol: Dim]) throws(ShapeFailure) {
    try self.init(network, inputs: network.inputs.map { $0.fact.substituting(sizes) })
  }

  /// Whether PyTorch would run a network that refuses `input`, by stretching axes of size 1.
  ///
  /// The published networks run so at a few small sizes by accident, with a state that no longer
  /// has the resolution of the features.
  public static func runsByStretching(_ network: Network, input: Shape) -> Bool {
    (try? InferredShapes(network, inputs: [.float(input)], stretching: true)) != nil
  }

  /// Runs the rule of every node of a body.
  ///
  /// - Parameters:
  ///   - network: The body, or a whole network.
  ///   - inputs: The facts of its inputs, in symbols or numbers.
  ///   - stretching: Whether aligned operands may repeat axes of size 1.
  ///   - place: The place of the body in its network, for the names of unknown sizes.
  /// - Throws: `ShapeFailure` at the first node whose inputs do not fit.
  init(
    _ network: Network, inputs: [Fact], stretching: Bool, at place: [String] = []
  ) throws(ShapeFailure) {
    var pass = InferencePass(network, inputs: inputs, stretching: stretching, at: place)
    for index in network.nodes.indices { try pass.infer(index) }
    self.network = network
    facts = pass.facts
    assumptions = pass.assumptions
    bodies = pass.bodies
    bounds = pass.bounds
  }

  /// The shapes of a network whose facts are numbers alone, where they are known already.
  ///
  /// - Parameters:
  ///   - network: The network, of which no node has bodies.
  ///   - facts: By value, what a pass over the network would find.
  package init(_ network: Network, known facts: [Fact]) {
    precondition(facts.count == network.valueCount, "Every value of a network has a fact.")
    self.network = network
    self.facts = facts
    (assumptions, bodies, bounds) = ([], [:], [:])
  }

  /// The shapes of a network in which several nodes stand in the place of one.
  ///
  /// - Parameters:
  ///   - original: Those of the network without them.
  ///   - replacement: The network with them.
  ///   - replaced: By node, what is known of the network in its place.
  package init(
    _ original: InferredShapes, _ replacement: Network.Replacement,
    replaced: [Int: InferredShapes]
  ) {
    network = replacement.network
    facts =
      original.facts
      + replacement.added.compactMap { replaced[$0.node]?.facts[$0.value] }
    precondition(facts.count == network.valueCount, "Every value of a network has a fact.")
    assumptions = original.assumptions
    bodies = Dictionary(
      uniqueKeysWithValues: network.nodes.indices.compactMap { node in
        original.bodies[replacement.originals[node]].map { (node, $0) }
      })
    bounds = original.bounds
  }

  /// The facts of the network and of all bodies, without what they assume.
  public var networkFacts: NetworkFacts {
    NetworkFacts(
      facts, bodies: bodies.mapValues { bodies in bodies.map { $0.shapes?.networkFacts } })
  }

  /// The shape of the first input.
  public var input: Shape { facts[0].shape }

  /// The batch size, from the first input that declares a batch axis; 1 where none does.
  public var batch: Dim {
    for (index, input) in network.inputs.enumerated() {
      let shape = facts[index].shape
      if let axis = input.batchAxis, axis < shape.rank { return shape.dims[axis] }
    }
    return 1
  }

  public subscript(value: ValueID) -> Shape { facts[value].shape }

  /// The shape of the first value that the node with this number makes.
  public func output(ofNode index: Int) -> Shape { facts[network.nodes[index].output].shape }

  /// What the node with this number makes.
  public func outputs(ofNode index: Int) -> [Fact] {
    network.nodes[index].outputs.map { facts[$0] }
  }

  /// The inputs of the node with this number, without its bodies.
  public func inputs(ofNode index: Int) -> Operands {
    network.nodes[index].operands(in: facts)
  }

  /// The work of one node with all gradients, without its bodies.
  public func work(ofNode index: Int) -> Work {
    let node = network.nodes[index]
    return work(of: node, applying: network.operator(of: node))
  }

  /// The work of a node with its operator.
  func work(of node: Node, applying function: any Operator) -> Work {
    let inputs = node.operands(in: facts)
    var work = function.work(on: inputs, outputs: Results(facts, from: node.output.index))
    if let background = node.layer.flatMap({ network.layers[$0].background }) {
      work.addBackground(background, on: inputs)
    }
    work.noteVolume(of: node.outputs.isEmpty ? nil : facts[node.output])
    return work
  }
}

/// What is known of a body at its place in a network.
public struct InferredBody: Sendable {
  /// Nil where the body never runs and its shapes do not fit.
  public let shapes: InferredShapes?
  /// How often it runs; nil where one of several bodies runs and it is unknown which.
  public let runs: Dim?
}

extension Node {
  /// The inputs of a node, without its bodies.
  func operands(in facts: [Fact]) -> Operands {
    Operands(isPlain ? reads.map { facts[$0] } : inputs.map { $0.map { facts[$0] } })
  }
}

extension Work {
  /// Adds the lines of the outputs that a layer has for the background.
  fileprivate mutating func addBackground(_ background: any Operator, on inputs: Operands) {
    var requirements = Requirements()
    guard let facts = try? background.outputs(of: inputs, requiring: &requirements) else {
      preconditionFailure("The outputs for the background fit the input of the layer.")
    }
    let work = background.work(on: inputs, outputs: Results(facts))
    self[.backgroundMultiplyAdds] = work[.multiplyAdds]
    self[.backgroundAdditions] = work[.biasAdditions]
  }
}
