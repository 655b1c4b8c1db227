import RLANetworks

/// Finds the patterns of a network.
///
/// Terms are matched from the result backwards, where each value has one maker. Every node belongs
/// to one pattern at most, the first rule that fits takes it, and the effort for a node does not
/// depend on the size of the network.
struct PatternSearch {
  private let shapes: InferredShapes
  private let network: Network
  private let rules: [PatternRule]
  /// By value, how often nodes and outputs of the network read it.
  private var readerCounts: [Int32]
  private var isTaken: [Bool]

  init(_ shapes: InferredShapes, _ rules: [PatternRule] = PatternRule.all) {
    self.shapes = shapes
    self.rules = rules
    network = shapes.network
    readerCounts = [Int32](repeating: 0, count: network.valueCount)
    isTaken = [Bool](repeating: false, count: network.nodes.count)
    for node in network.nodes {
      for value in node.reads { readerCounts[value] += 1 }
    }
    for output in network.outputs { readerCounts[output.value] += 1 }
  }

  /// The patterns in the order of their results.
  ///
  /// - Complexity: Linear in the number of nodes.
  mutating func patterns() -> [Pattern] {
    let nodesByKind = nodesByKind
    var found: [Pattern] = []
    for rule in rules {
      for form in rule.forms {
        for root in form.rootKinds.lazy.flatMap({ nodesByKind[$0] ?? [] }) where !isTaken[root] {
          let goal = Goal(form.term, network.nodes[root].output)
          guard let pattern = solve([goal], PatternNames(), rule, root) else { continue }
          for node in pattern.nodes { isTaken[node] = true }
          found.append(pattern)
        }
      }
    }
    return found.sorted { $0.root < $1.root }
  }

  /// The nodes with which a pattern can end.
  private var nodesByKind: [OperatorKind: [Int]] {
    let kinds = Set(rules.flatMap(\.forms).flatMap(\.rootKinds))
    var nodes: [OperatorKind: [Int]] = [:]
    for (index, node) in network.nodes.enumerated() {
      let kind = node.kind
      if kinds.contains(kind) { nodes[kind, default: []].append(index) }
    }
    return nodes
  }

  /// A value and what it has to be.
  private struct Goal {
    let term: PatternTerm
    let value: ValueID

    init(_ term: PatternTerm, _ value: ValueID) {
      self.term = term
      self.value = value
    }
  }

  /// Reaches the last goal, then the others; where there is a choice, the first that reaches all.
  private func solve(
    _ goals: [Goal], _ names: PatternNames, _ rule: PatternRule, _ root: Int
  ) -> Pattern? {
    guard let goal = goals.last else { return pattern(names, rule, root) }
    if !mayFit(goal.term, goal.value) { return nil }
    var (rest, names) = (goals, names)
    rest.removeLast()
    switch goal.term {
    case .number: return solve(rest, names, rule, root)
    case .value(let name), .operand(let name), .stored(let name):
      return names.bind(name, goal.value) ? solve(rest, names, rule, root) : nil
    case .either(let terms):
      for term in terms {
        if let found = solve(rest + [Goal(term, goal.value)], names, rule, root) { return found }
      }
      return nil
    case .named(let name, let term):
      let inner = Goal(term, goal.value)
      return names.bind(name, goal.value) ? solve(rest + [inner], names, rule, root) : nil
    case .node(let term):
      guard let index = network.producer(of: goal.value) else { return nil }
      names.add(term.name, node: index)
      let inputs = inputs(of: network.nodes[index], term)
      let straight = zip(term.inputs, inputs).map { Goal($0, $1) }
      if let found = solve(rest + straight, names, rule, root) { return found }
      if !term.isCommutative { return nil }
      let crossed = zip(term.inputs, inputs.reversed()).map { Goal($0, $1) }
      return solve(rest + crossed, names, rule, root)
    }
  }

  /// Whether a value is what a term asks for, and its maker's inputs so down to a depth.
  ///
  /// Most nodes end here, so it takes no memory.
  private func mayFit(_ term: PatternTerm, _ value: ValueID, depth: Int = 2) -> Bool {
    switch term {
    case .operand: return true
    case .either(let terms): return terms.contains { mayFit($0, value, depth: depth) }
    case .named(_, let term): return mayFit(term, value, depth: depth)
    case .number(let number): return isNumber(value, number)
    case .stored: return network.isConstant(value)
    case .value: return !network.isConstant(value)
    case .node(let term):
      guard let index = maker(of: value, as: term) else { return false }
      if depth == 0 { return true }
      let inputs = inputs(of: network.nodes[index], term)
      return mayFit(term.inputs, inputs, depth: depth - 1)
        || term.isCommutative && mayFit(term.inputs.reversed(), inputs, depth: depth - 1)
    }
  }

  private func mayFit(
    _ terms: some Collection<PatternTerm>, _ inputs: ArraySlice<ValueID>, depth: Int
  ) -> Bool {
    zip(terms, inputs).allSatisfy { mayFit($0, $1, depth: depth) }
  }

  /// What a node reads in the places of the inputs of a term; all of them are there.
  private func inputs(of node: Node, _ term: PatternNode) -> ArraySlice<ValueID> {
    // An input that is left out comes after those of the term, so the others come first.
    node.reads.prefix(term.inputs.count)
  }

  private func isNumber(_ value: ValueID, _ number: Double) -> Bool {
    guard let stored = network.constant(of: value)?.number else { return false }
    let rounding = number.magnitude * shapes.facts[value].type.rounding
    return (stored - number).magnitude <= rounding
  }

  /// The node whose first result a value is, where it applies an operator of the term to as many
  /// inputs as the term has; inputs that only give sizes may come on top.
  private func maker(of value: ValueID, as term: PatternNode) -> Int? {
    guard case .node(let index, output: 0) = network.origins[value], !isTaken[index] else {
      return nil
    }
    let node = network.nodes[index]
    let function = network.operator(of: node)
    guard term.kinds.contains(function.kind), hasInputs(node, function.kind, of: term) else {
      return nil
    }
    return term.accepts(function) ? index : nil
  }

  private func hasInputs(_ node: Node, _ kind: OperatorKind, of term: PatternNode) -> Bool {
    let count = term.inputs.count
    if node.isPlain, node.reads.count == count { return true }
    let inputs = node.inputs
    guard inputs.count >= count, !inputs.prefix(count).contains(nil) else { return false }
    return (count..<inputs.count).allSatisfy {
      inputs[$0] == nil || kind.port(ofInput: $0).use != .elements
    }
  }

  /// The pattern of the names that were found; nil where something outside reads a value inside, or
  /// the attributes do not fit.
  private func pattern(_ names: PatternNames, _ rule: PatternRule, _ root: Int) -> Pattern? {
    let nodes = Set(names.nodes.map(\.node)).sorted()
    let reads = nodes.flatMap { network.nodes[$0].reads }
    for node in nodes where node != root {
      for output in network.nodes[node].outputs {
        let inner = reads.reduce(0) { $1 == output ? $0 + 1 : $0 }
        if inner != readerCounts[output] { return nil }
      }
    }
    let match = PatternMatch(shapes: shapes, names: names, root: root)
    guard let attributes = rule.attributes(match) else { return nil }
    return Pattern(
      kind: rule.kind, nodes: nodes, attributes: attributes,
      operands: Dictionary(names.values.map { ($0.name, $0.value) }) { first, _ in first })
  }
}

extension ElementType {
  /// How far a number of the type may be from the one that it stands for, relative to it: two units
  /// in its last place, because exporters round constants that they have computed.
  fileprivate var rounding: Double {
    switch self {
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    default: 0x1p-22
    }
  }
}

extension InferredShapes {
  /// The patterns of the network in the order of their results; each node is in one of them at most.
  ///
  /// Those inside bodies are patterns of the bodies.
  public var patterns: [Pattern] {
    foundPatterns.value {
      var search = PatternSearch(self)
      return search.patterns()
    }
  }

  /// The patterns of some kinds in the order of their results, as if there were no other kinds: a SiLU
  /// inside of a squeeze-excitation is one of them where only SiLUs are asked for.
  package func patterns(of kinds: Set<Pattern.Kind>) -> [Pattern] {
    var search = PatternSearch(self, PatternRule.all.filter { kinds.contains($0.kind) })
    return search.patterns()
  }
}
