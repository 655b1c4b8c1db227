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
  /// Nodes that run as one, by the one that makes the result.
  private let fused: [Int: FusedNodes]
  /// By node, the one that makes the result of those that it runs with: mostly itself.
  private var leaders: [Int]
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
    fused = PatternFusion.found(in: shapes, options)
    leaders = Array(network.nodes.indices)
    for (leader, together) in fused {
      for node in together.site.nodes { leaders[node] = leader }
    }
    values.join(joints)
    for (value, origin) in network.origins.enumerated() {
      switch origin {
      case .input: values.placeInput(ValueID(value))
      case .constant: values.placeConstant(ValueID(value))
      case .node: break
      }
    }
    for index in network.nodes.indices {
      if !isAbsorbed[index], leaders[index] == index { lower(index) }
      if let step = pending.removeValue(forKey: index) { finish(step) }
    }
    for output in outputs { values.place(known: output) }
  }

  var trains: Bool { options.purpose == .training }
  private var fuses: Bool { options.fusion == .fused }

  /// What the plan sees as one: a node, or several that run together.
  private func site(of leader: Int) -> Site { fused[leader]?.site ?? Site(shapes, leader) }

  /// Makes the step of a node, or of those that run with it, where it needs one.
  private mutating func lower(_ leader: Int) {
    let site = site(of: leader)
    if site.isKnown { return }
    if let together = fused[leader] {
      wait(for: together.step(&self), site)
      return
    }
    if site.makesNothing {
      for output in site.node.outputs { values.place(empty: output) }
      return
    }
    guard let function = site.executable else {
      preconditionFailure("A plan refuses operators that are only counted.")
    }
    if isView(function, site) { return }
    if function.leavesParts(at: site) {
      if everyReaderTakesParts(of: site.output) {
        parts[site.output] = site.elementInputs.flatMap(parts(of:))
        return
      }
      if values.isJoined(site.output, of: site.elementInputs) { return }
    }
    wait(for: function.step(at: site, in: &self), site)
  }

  private mutating func wait(for step: any Step, _ site: Site) {
    pending[step.frame.nodes.max() ?? site.index] = step
  }

  /// Places the results that are views of the first input.
  private mutating func isView(_ function: any Executable, _ site: Site) -> Bool {
    if trains, options.appliesDropout, function.isRandomInTraining { return false }
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

  /// The concatenations of images and volumes that are made whole.
  private var joints: [Site] {
    if !fuses { return [] }
    return network.nodes.indices.map { Site(shapes, $0) }.filter { site in
      guard let function = site.executable, !site.isKnown else { return false }
      return function.leavesParts(at: site) && site.rank() >= 4
        && !everyReaderTakesParts(of: site.output)
    }
  }

  /// The parts of a concatenation that is left in parts; else the value itself.
  func parts(of value: ValueID) -> [ValueID] { parts[value] ?? [value] }

  // MARK: - Fusion

  /// A node and its followers, as long as each result has a single reader.
  struct Chain {
    fileprivate(set) var nodes: [Int]
    fileprivate(set) var outputs: [ValueID]
    /// The end of the chain as a view of the memory that the step writes; nil for a step that does
    /// not absorb what comes after views of its result.
    private var placement: Placement?
    /// The axes of the end in the order of that memory, the channels last.
    private(set) var order: [Int]?

    init(_ site: Site) {
      nodes = site.nodes
      outputs = Array(site.node.outputs)
    }

    /// A chain whose step writes dense memory, the axes from the outermost to the channels in `order`.
    init(_ site: Site, order: [Int]) {
      self.init(site)
      placement = Placement(site.output, .float32, site.outputSizes(), order: order)
      self.order = order
    }

    fileprivate var output: ValueID { outputs[0] }

    /// The axis along which the channels of the step lie.
    var channelAxis: Int { order?.last ?? 1 }

    fileprivate mutating func append(_ site: Site) {
      nodes += site.nodes
      outputs = [site.output]
    }

    /// The chain with a node that only views the end of it and leaves its channels together; nil where
    /// it does anything else.
    fileprivate func seen(through site: Site) -> Chain? {
      guard let placement, site.node.outputs.count == 1, site.node.reads.first == output,
        let view = site.executable?.view(of: placement, output: 0, at: site),
        view.count == placement.count, !view.repeats
      else { return nil }
      // Axes of one element lie anywhere.
      let axes = view.order.filter { view.sizes[$0] > 1 }
      guard let last = axes.last, view.sizes[last] == placement.sizes[channelAxis] else {
        return nil
      }
      var result = self
      result.append(site)
      result.placement = view
      result.order = view.sizes.indices.filter { view.sizes[$0] == 1 } + axes
      return result
    }
  }

  /// A node with the followers that its step absorbs, as long as each result has a single reader.
  mutating func absorb(_ terms: [AbsorbedTerm], after site: Site) -> Absorption {
    absorb(terms, after: Chain(site))
  }

  mutating func absorb(_ terms: [AbsorbedTerm], after chain: Chain) -> Absorption {
    var absorption = Absorption(chain: chain)
    for term in terms {
      guard let (before, reader, found) = nextTerm(absorption.chain),
        absorption.take(term, found, reader, after: before, trains: trains)
      else { continue }
      absorption.chain.append(reader)
    }
    for node in absorption.chain.nodes { isAbsorbed[node] = true }
    return absorption
  }

  /// What comes next in an epilogue: the chain with the views behind it, the only reader of its end,
  /// and what that does.
  private func nextTerm(_ chain: Chain) -> (before: Chain, reader: Site, term: EpilogueTerm)? {
    var chain = chain
    while let reader = onlyReader(of: chain.output) {
      if let term = reader.executable?.epilogueTerm(at: reader) { return (chain, reader, term) }
      guard let seen = chain.seen(through: reader) else { return nil }
      chain = seen
    }
    return nil
  }

  /// The node, or the nodes that run as one, that alone read a value; nil where others do too.
  private func onlyReader(of value: ValueID) -> Site? {
    let consumers = consumers[value]
    guard fuses, let first = consumers.first, !outputs.contains(value) else { return nil }
    let leader = leaders[first]
    let isOne = fused[leader] != nil && consumers.allSatisfy { leaders[$0] == leader }
    return (consumers.count == 1 || isOne) && !isAbsorbed[leader] ? site(of: leader) : nil
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
