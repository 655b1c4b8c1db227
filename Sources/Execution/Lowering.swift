import Analysis
import Kernels
import Networks
import Operators
import Symbolic

/// Turns the nodes of a network at known sizes into steps, in the order in which they run.
///
/// It knows no operator: each says by its conformance to `Executable` what it becomes.
struct Lowering {
  let network: Network
  let options: PlanOptions
  /// By value; nil where nothing is known about it.
  let sizes: [MapSize?]
  /// By value: where it lives; nil where it is never made.
  private(set) var placements: [Placement?]
  private(set) var steps: [any Step] = []
  private let shapes: InferredShapes
  /// Concatenations that no memory holds, by value.
  private var parts: [ValueID: [ValueID]] = [:]
  private var consumers: [[Int]]
  private var isAbsorbed: [Bool]
  private let outputs: Set<ValueID>

  init(_ shapes: InferredShapes, _ options: PlanOptions) throws(PlanFailure) {
    self.shapes = shapes
    network = shapes.network
    self.options = options
    sizes = shapes.facts.map { MapSize($0.shape) }
    outputs = Set(shapes.network.outputs.map(\.value))
    if let unknown = sizes.firstIndex(where: { $0 == nil }) {
      throw .symbolic(network.place(of: ValueID(unknown)))
    }
    placements = Array(repeating: nil, count: network.valueCount)
    consumers = Array(repeating: [], count: network.valueCount)
    isAbsorbed = Array(repeating: false, count: network.nodes.count)
    for (index, node) in network.nodes.enumerated() {
      for input in node.reads { consumers[input].append(index) }
    }
    place(network.image)
    var ordered: [(position: Int, step: any Step)] = []
    for index in network.nodes.indices where !isAbsorbed[index] {
      if let step = lower(Site(shapes, index)) {
        ordered.append((step.frame.nodes.max() ?? index, step))
      }
    }
    ordered.sort { $0.position < $1.position }
    steps = ordered.map(\.step)
  }

  var trains: Bool { options.purpose == .training }
  private var fuses: Bool { options.fusion == .fused }

  func size(_ value: ValueID) -> MapSize {
    guard let size = sizes[value] else { preconditionFailure("Every size is known by now.") }
    return size
  }

  private mutating func place(_ value: ValueID) {
    placements[value] = Placement(root: value, firstChannel: 0, stride: size(value).channels)
  }

  /// The step of a node; nil where the node needs none.
  private mutating func lower(_ site: Site) -> (any Step)? {
    guard let function = site.executable else {
      preconditionFailure("A plan refuses what is counted only.")
    }
    if let source = placements[site.input], let view = function.view(of: source, at: site) {
      placements[site.output] = view
      return nil
    }
    if function.leavesParts, everyReaderTakesParts(of: site.output) {
      parts[site.output] = site.inputs.flatMap(parts(of:))
      return nil
    }
    return function.step(at: site, in: &self)
  }

  // MARK: - Parts

  private func everyReaderTakesParts(of value: ValueID) -> Bool {
    guard fuses, !outputs.contains(value), !consumers[value].isEmpty else { return false }
    return consumers[value].allSatisfy { Site(shapes, $0).executable?.takesParts ?? false }
  }

  /// The values that a concatenation consists of, where no memory holds it; else the value itself.
  func parts(of value: ValueID) -> [ValueID] { parts[value] ?? [value] }

  // MARK: - Fusion

  /// A node and what follows it as long as nobody else reads the result.
  struct Chain {
    fileprivate(set) var nodes: [Int]
    fileprivate(set) var output: ValueID

    init(_ site: Site) {
      nodes = [site.index]
      output = site.output
    }
  }

  /// The only reader of the end of a chain, and what it is behind a product.
  private func nextTerm(_ chain: Chain) -> (reader: Site, term: EpilogueTerm)? {
    guard fuses, consumers[chain.output].count == 1, !outputs.contains(chain.output) else {
      return nil
    }
    let reader = Site(shapes, consumers[chain.output][0])
    guard !isAbsorbed[reader.index], let term = reader.executable?.epilogueTerm(at: reader) else {
      return nil
    }
    return (reader, term)
  }

  private mutating func absorb(_ reader: Site, _ chain: inout Chain) {
    isAbsorbed[reader.index] = true
    chain.nodes.append(reader.index)
    chain.output = reader.output
  }

  /// Takes in the addition behind a chain and returns the other summand.
  mutating func absorbSum(_ chain: inout Chain) -> ValueID? {
    guard let (reader, term) = nextTerm(chain), case .sum = term,
      let other = reader.inputs.first(where: { $0 != chain.output })
    else { return nil }
    absorb(reader, &chain)
    return other
  }

  /// Takes in the norm behind a chain; in training it needs the statistics of the batch first.
  mutating func absorbNorm(_ chain: inout Chain) -> NormFolding? {
    guard !trains, let (reader, term) = nextTerm(chain), case .scaleShift(let epsilon) = term else {
      return nil
    }
    absorb(reader, &chain)
    return NormFolding(
      layer: reader.layer, channels: reader.outputSize.channels, epsilon: epsilon)
  }

  mutating func absorbFunction(_ chain: inout Chain) -> ElementLoop {
    guard let (reader, term) = nextTerm(chain), case .function(let loop) = term else {
      return .identity
    }
    absorb(reader, &chain)
    return loop
  }

  /// The frame of the step that computes the end of a chain.
  mutating func frame(_ chain: Chain, inputs: [ValueID]) -> StepFrame {
    place(chain.output)
    return StepFrame(nodes: chain.nodes, inputs: inputs, output: chain.output, trains: trains)
  }

  /// The frame of a step that absorbs nothing.
  mutating func frame(_ site: Site) -> StepFrame { frame(Chain(site), inputs: site.inputs) }
}
