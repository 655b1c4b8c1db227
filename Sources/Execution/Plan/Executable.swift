import RLAAnalysis
import RLAKernels
public import RLANetworks
import RLASymbolic

/// An operator that runs: what a plan needs to know beyond the operator's own file.
///
/// To make an operator run, add the conformance in `Operators/X+Execution.swift`, with its step,
/// forward next to backward, in the same folder. An operator without a conformance is only counted,
/// and a plan refuses it by name.
protocol Executable: Operator {
  /// Whether there is a kernel for this application.
  func runs(at site: Site) -> Bool

  /// Whether all kernels are for maps, vectors and sequences of 32-bit numbers; `runs(at:)` is then
  /// only asked about these.
  var runsOnMapsOnly: Bool { get }

  /// Whether the step has a backward pass.
  func isDifferentiable(at site: Site) -> Bool

  /// The placement of a result that is a view of the first input; nil where a step makes it.
  func view(of source: Placement, output: Int, at site: Site) -> Placement?

  /// Whether the step can take the parts of a concatenation in place of the whole.
  var takesParts: Bool { get }

  /// Whether the result may stay in parts where every reader takes parts.
  func leavesParts(at site: Site) -> Bool

  /// What the operator adds to the epilogue of a product; nil where it cannot be absorbed.
  func epilogueTerm(at site: Site) -> EpilogueTerm?

  /// The step that computes the result, with the following nodes that it absorbs.
  func step(at site: Site, in lowering: inout Lowering) -> any Step

  /// The layout of a weight in memory.
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout

  /// Whether a benchmark can run one application alone, on one input.
  var runsAlone: Bool { get }

  /// The axis of the first input in which the second one says places; nil where it says none.
  var lookupAxis: Int? { get }

  /// Whether inputs and some of the results may have no elements.
  var readsNothing: Bool { get }

  /// Whether its results have the numbers of its first inputs, in other places or of another type.
  var movesNumbers: Bool { get }

  /// Whether training changes elements at random, so that a result is no view of the input then.
  var isRandomInTraining: Bool { get }
}

extension Executable {
  func isDifferentiable(at site: Site) -> Bool { true }
  var runsOnMapsOnly: Bool { true }
  func view(of source: Placement, output: Int, at site: Site) -> Placement? { nil }
  var takesParts: Bool { false }
  func leavesParts(at site: Site) -> Bool { false }
  func epilogueTerm(at site: Site) -> EpilogueTerm? { nil }
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout { .plain }
  var runsAlone: Bool { false }
  var lookupAxis: Int? { nil }
  var movesNumbers: Bool { false }
  var readsNothing: Bool { false }
  var isRandomInTraining: Bool { false }
}

/// An operator that runs on 32-bit floating-point tensors of any rank, and on nothing else.
protocol FloatingExecutable: Executable {}

extension FloatingExecutable {
  var runsOnMapsOnly: Bool { false }
  func runs(at site: Site) -> Bool { site.isFloating }
}

extension Operator {
  /// Whether the operator is only counted: no plan runs it, whatever its attributes.
  public var isCountedOnly: Bool { !(self is any Executable) }
}

/// What a kernel of a product can do to its result while it is in the cache.
enum EpilogueTerm {
  /// The sum with another value of the same size.
  case sum
  /// A scale or shift along an axis; nil for the same number everywhere.
  case channels(ChannelFolding.Term, axis: Int?)
  case function(ElementLoop)
}

/// One application of an operator in a network of known sizes.
struct Site {
  let shapes: InferredShapes
  /// The nodes that it covers in the order of the graph, the one that makes the result last.
  let nodes: [Int]
  /// The node, or what several of them do.
  let node: Node

  init(_ shapes: InferredShapes, _ index: Int) {
    self.shapes = shapes
    nodes = [index]
    node = shapes.network.nodes[index]
  }

  /// Nodes that together apply an operator without weights, the last of them the result.
  init(
    _ shapes: InferredShapes, _ nodes: [Int], applying function: some Operator, to reads: [ValueID]
  ) {
    self.shapes = shapes
    self.nodes = nodes
    node = Node(
      applying: function, to: reads, inPlaceOf: shapes.network.nodes[nodes[nodes.count - 1]])
  }

  /// The number of the node that makes the result.
  var index: Int { nodes[nodes.count - 1] }

  var inputs: [ValueID] { node.reads }
  var input: ValueID { node.reads[0] }
  var output: ValueID { node.output }

  /// What is known of the inputs.
  var operands: Operands { Operands(node.inputs.map { $0.map { shapes.facts[$0] } }) }

  /// The size of an input as a map.
  func size(_ position: Int = 0) -> MapSize { size(of: node.reads[position]) }

  /// The size of the result as a map.
  var outputSize: MapSize { size(of: output) }

  private func size(of value: ValueID) -> MapSize {
    guard let size = MapSize(shapes[value]) else {
      preconditionFailure("A plan asks about maps of known sizes only.")
    }
    return size
  }

  /// The axes of an input.
  func rank(_ position: Int = 0) -> Int { shapes[node.reads[position]].rank }

  /// The layer that the node applies.
  var layer: Int {
    guard let layer = node.layer else { preconditionFailure("Weights belong to a layer.") }
    return layer
  }

  /// The operator as it runs; nil where it is only counted.
  var executable: (any Executable)? { shapes.network.operator(of: node) as? any Executable }

  /// The sizes of an input.
  func sizes(_ position: Int = 0) -> [Int] { sizes(of: node.reads[position]) }

  /// The sizes of a result.
  func outputSizes(_ position: Int = 0) -> [Int] {
    sizes(of: output.advanced(by: position))
  }

  private func sizes(of value: ValueID) -> [Int] {
    guard let sizes = shapes[value].values else {
      preconditionFailure("A plan asks about known sizes only.")
    }
    return sizes
  }

  /// The values whose elements are read, not only their sizes or the shape that they determine.
  var elementInputs: [ValueID] {
    let kind = node.kind
    if kind.readsAllElements { return node.reads }
    return node.inputs.enumerated().compactMap { position, value in
      kind.port(ofInput: position).use == .elements ? value : nil
    }
  }

  /// Whether there is a kernel for the application, or none is needed.
  var isSupported: Bool {
    if isKnown || makesNothing { return true }
    guard node.bodies.isEmpty, let executable, hasElements || executable.readsNothing else {
      return false
    }
    if executable.runsOnMapsOnly, !hasMaps { return false }
    return executable.runs(at: self)
  }

  /// Whether all inputs are present and, like the one result, maps, vectors or sequences of 32-bit
  /// numbers.
  var hasMaps: Bool {
    !node.reads.isEmpty && node.isPlain && node.outputs.count == 1
      && (elementInputs + [output]).allSatisfy { isMap(shapes.facts[$0]) }
  }

  /// Whether all inputs and results are tensors of types that can be stored.
  var storesAllTypes: Bool {
    (elementInputs + node.outputs).allSatisfy { shapes.facts[$0].type.isStored }
  }

  /// Whether all inputs and results are tensors of 32-bit floating-point numbers.
  var isFloating: Bool {
    (elementInputs + node.outputs).allSatisfy { shapes.facts[$0].type == .float32 }
  }

  /// Whether no input and no result is empty; kernels and buffers need at least one element.
  private var hasElements: Bool {
    (elementInputs + node.outputs).allSatisfy { !sizes(of: $0).contains(0) }
  }

  /// Whether no result has an element, so that nothing runs.
  var makesNothing: Bool {
    node.bodies.isEmpty && storesAllTypes
      && node.outputs.allSatisfy { sizes(of: $0).contains(0) }
  }

  /// The number of an axis of the first input, counted from the end where negative.
  func axis(_ axis: Int) -> Int { axis < 0 ? axis + rank() : axis }

  /// Whether all results are whole numbers known before anything runs.
  var isKnown: Bool { node.outputs.allSatisfy { shapes.facts[$0].integers != nil } }

  /// Vectors, sequences, images and volumes.
  private func isMap(_ fact: Fact) -> Bool {
    fact.type == .float32 && (2...5).contains(fact.shape.rank)
  }
}

extension Fact {
  /// The elements where all of them are known numbers.
  var integers: [Int]? {
    guard let elements else { return nil }
    let values = elements.compactMap(\.value)
    return values.count == elements.count ? values : nil
  }
}
