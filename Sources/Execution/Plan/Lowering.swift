import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

/// Turns the nodes of a network at known sizes into steps, in the order in which they run.
///
/// It does not know any operator: each says through its conformance to `Executable` what it
/// becomes.
struct Lowering {
  let network: Network
  let options: PlanOptions
  let shapes: InferredShapes
  private(set) var steps: [any Step] = []
  /// Values of the network and their other forms.
  var values: LoweredValues
  /// Concatenations that are left in parts, by value.
  private var parts: [ValueID: [ValueID]] = [:]
  private let consumers: [[Int]]
  private var isAbsorbed: [Bool]
  /// Pending steps by the last node that they cover, since only then are the values there that they
  /// read.
  private var pending: [Int: any Step] = [:]
  private let outputs: Set<ValueID>

  init(_ shapes: InferredShapes, _ options: PlanOptions) {
    self.shapes = shapes
    network = shapes.network
    self.options = options
    outputs = Set(shapes.network.outputs.map(\.value))
    values = LoweredValues(shapes)
    consumers = network.readers
    isAbsorbed = Array(repeating: false, count: network.nodes.count)
    for (value, origin) in network.origins.enumerated() {
      switch origin {
      case .input: values.placeInput(ValueID(value))
      case .constant: values.placeConstant(ValueID(value))
      case .node: break
      }
    }
    for index in network.nodes.indices {
      if !isAbsorbed[index] { lower(Site(shapes, index)) }
      if let step = pending.removeValue(forKey: index) { finish(step) }
    }
    for output in outputs { values.place(known: output) }
  }

  var trains: Bool { options.purpose == .training }
  private var fuses: Bool { options.fusion == .fused }

  /// Makes the step of a node where it needs one.
  private mutating func lower(_ site: Site) {
    if site.isKnown { return }
    if site.makesNothing {
      for output in site.node.outputs { values.place(empty: output) }
      return
    }
    guard let function = site.executable else {
      preconditionFailure("A plan refuses operators that are only counted.")
    }
    if isView(function, site) { return }
    if function.leavesParts(at: site), everyReaderTakesParts(of: site.output) {
      parts[site.output] = site.elementInputs.flatMap(parts(of:))
      return
    }
    let step = function.step(at: site, in: &self)
    pending[step.frame.nodes.max() ?? site.index] = step
  }

  /// Places the results that are views of the first input.
  private mutating func isView(_ function: any Executable, _ site: Site) -> Bool {
    guard let input = site.node.reads.first, parts[input] == nil,
      let source = values.placement(of: input)
    else { return false }
    let count = site.node.outputs.count
    let views = (0..<count).compactMap { function.view(of: source, output: $0, at: site) }
    guard views.count == count else { return false }
    // Gradients cannot be added to an element that occurs at several positions.
    if trains, views.contains(where: \.repeats) { return false }
    for (output, view) in zip(site.node.outputs, views) { values.place(output, as: view) }
    return true
  }

  /// Arranges the values that a step reads and makes.
  private mutating func finish(_ step: any Step) {
    var step = step
    step.frame = values.arranged(step.frame)
    steps += values.takeCopies(trains: trains)
    if var settling = step as? any SettlingStep {
      settling.settle(values)
      step = settling
    }
    steps.append(step)
  }

  /// The order of the axes of a value in memory.
  mutating func order(of value: ValueID) -> Arrangement {
    values.placement(of: value).map { .order($0.order) } ?? .rowMajor
  }

  /// The order of the axes of an input in memory, for a result of the same rank; else row-major.
  mutating func orderOfResult(_ site: Site, like input: Int = 0) -> Arrangement {
    let isAlike = site.rank(input) == site.outputSizes().count
    return isAlike ? order(of: site.inputs[input]) : .rowMajor
  }

  // MARK: - Parts

  private func everyReaderTakesParts(of value: ValueID) -> Bool {
    guard fuses, !outputs.contains(value), !consumers[value].isEmpty else { return false }
    return consumers[value].allSatisfy { Site(shapes, $0).executable?.takesParts ?? false }
  }

  /// The parts of a concatenation that is left in parts; else the value itself.
  func parts(of value: ValueID) -> [ValueID] { parts[value] ?? [value] }

  // MARK: - Fusion

  /// A node and its followers, as long as each result has a single reader.
  struct Chain {
    fileprivate(set) var nodes: [Int]
    fileprivate(set) var outputs: [ValueID]

    init(_ site: Site) {
      nodes = [site.index]
      outputs = Array(site.node.outputs)
    }

    fileprivate var output: ValueID { outputs[0] }
  }

  /// A node with the followers that its step absorbs, as long as each result has a single reader.
  mutating func absorb(_ terms: [AbsorbedTerm], after site: Site) -> Absorption {
    var absorption = Absorption(chain: Chain(site))
    for term in terms {
      guard let (reader, found) = nextTerm(absorption.chain),
        absorption.take(term, found, reader, trains: trains)
      else { continue }
      isAbsorbed[reader.index] = true
      absorption.chain.nodes.append(reader.index)
      absorption.chain.outputs = [reader.output]
    }
    return absorption
  }

  /// The only reader of the end of a chain, and what it adds to an epilogue.
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

  /// The frame of a step that computes the end of a chain.
  ///
  /// - Parameters:
  ///   - chain: The nodes that it covers.
  ///   - inputs: The values that it reads.
  ///   - taking: The arrangement of the inputs.
  ///   - giving: The arrangement of the results.
  /// - Returns: The frame; its values are arranged once all that it reads exist.
  func frame(
    _ chain: Chain, inputs: [ValueID], taking: Arrangement = .channelsLast,
    giving: Arrangement = .channelsLast
  ) -> StepFrame {
    StepFrame(
      nodes: chain.nodes, inputs: inputs, outputs: chain.outputs, taking: taking, giving: giving,
      trains: trains)
  }

  /// The frame of a step that absorbs nothing.
  func frame(
    _ site: Site, taking: Arrangement = .channelsLast, giving: Arrangement = .channelsLast
  ) -> StepFrame {
    frame(Chain(site), inputs: site.elementInputs, taking: taking, giving: giving)
  }
}
