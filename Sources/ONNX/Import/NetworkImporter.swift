import RLANetworks
import RLASymbolic

/// Writes the nodes of one graph, and of the functions that it calls, as nodes of a network.
final class NetworkImporter {
  let context: ImportContext
  /// Nodes that wait for what only running tells; nil in bodies, whose values the network lacks.
  let open: OpenNodes?
  let scope: Scope
  // Unchecked, as the next three: every node comes here several times, and no rule of an operator
  // leads back.
  /// By value, what the declared inputs tell of it; other sizes may be asked for later, so that
  /// rules use the rank and little more.
  @exclusivity(unchecked) private var facts = FactTable()
  /// Whether a pass over the network would find these facts and nothing else: numbers everywhere,
  /// each from the rule of its node.
  @exclusivity(unchecked) private var areFinal = true
  @exclusivity(unchecked) private var requirements = Requirements()
  @exclusivity(unchecked) private var constants: TensorTable<Value>
  private var layers: [LayerKey: BuiltLayer] = [:]
  private var paths = UniqueNames()

  /// Two applications with the same key share one layer.
  struct LayerKey: Hashable {
    let type: String
    let attributes: [ONNXAttribute]
    let tensors: [TensorKey?]
    /// The class of PyTorch, which differs where inputs differ in rank.
    let form: String
  }

  /// - Parameters:
  ///   - context: What all graphs of the model share.
  ///   - scope: Where the nodes are written.
  ///   - isWhole: Whether it imports the main graph.
  init(_ context: ImportContext, _ scope: Scope, isWhole: Bool = false) {
    constants = TensorTable(isWhole: isWhole)
    open = isWhole ? context.open : nil
    self.context = context
    self.scope = scope
  }

  /// Makes room for a graph of as many nodes.
  func reserve(_ nodeCount: Int) {
    context.reserve(nodeCount)
    scope.reserve(nodeCount)
    facts.reserve(nodeCount)
  }

  // MARK: - Facts

  func note(_ fact: Fact?, of value: Value) {
    if let fact, facts.count == value.id.index {
      facts.append(fact)
    } else {
      facts[value.id] = fact
    }
  }

  /// Notes what is known of a result of a node.
  ///
  /// - Parameters:
  ///   - fact: What is known; nil for nothing.
  ///   - value: The result.
  ///   - isFinal: Whether nothing but the rule of the node decides it.
  func note(derived fact: Fact?, of value: Value, isFinal: Bool) {
    if !isFinal || fact?.isNumeric != true { areFinal = false }
    note(fact, of: value)
  }

  /// What a pass over the network would find of every value; nil where it may find more.
  func finalFacts() -> [Fact]? {
    guard areFinal, requirements.assumptions.isEmpty, requirements.bounds.isEmpty else {
      return nil
    }
    return facts.all
  }

  func fact(of value: ImportedValue) -> Fact? {
    switch value {
    case .computed(let value): facts[value.id]
    case .stored(let tensor): tensor.fact
    case .sequence: nil
    }
  }

  /// What a rule derives from what is known of its inputs; nil where that is too little.
  func derived(
    _ function: any Operator, _ inputs: [ImportedValue?], bodies: [[Fact]] = []
  ) -> [Fact]? {
    var known: [Fact?] = []
    known.reserveCapacity(inputs.count)
    for input in inputs {
      guard let input else {
        known.append(nil)
        continue
      }
      guard let fact = fact(of: input) else { return nil }
      known.append(fact)
    }
    // Sizes that only running tells are different symbols at different nodes.
    requirements.node += 1
    return try? function.outputs(of: Operands(known, bodies: bodies), requiring: &requirements)
  }

  /// Notes the work of a node whose results are known before anything runs, as tools that count the
  /// nodes of a file see it.
  func note(
    _ function: any Operator, _ inputs: [ImportedValue?], making results: [Fact], type: String
  ) {
    var work = function.work(
      on: Operands(inputs.map { $0.flatMap { fact(of: $0) } }), outputs: Results(results))
    if work.scalarOperations == 0 { return }
    work.noteVolume(of: results.first)
    scope.note(work, of: function, type: type)
  }

  // MARK: - Values and layers

  /// The value in the network that a name stands for.
  func value(
    of imported: ImportedValue, asFactor isFactor: Bool = false,
    at place: @autoclosure () -> ONNXFailure.Place
  ) throws(ONNXFailure) -> Value {
    switch imported {
    case .computed(let value): return value
    case .sequence:
      throw ONNXFailure(.inputShape(0, expected: "a tensor", found: "a sequence"), at: place())
    case .stored(let tensor):
      if let known = constants[tensor.key] { return known }
      let isOwner = context.looksLearned(tensor, asFactor: isFactor) && context.claim(tensor)
      let value = scope.constant(
        context.record(tensor), tensor.fact, role: isOwner ? .parameter : nil, number: tensor.number
      )
      constants[tensor.key] = value
      note(tensor.fact, of: value)
      return value
    }
  }

  /// The layer that owns these tensors, one for each weight of the operator.
  func layer(
    _ function: any Operator, _ tensors: [StoredTensor?], of node: ONNXNode, path: String,
    inFoundBlock isFound: Bool
  ) -> BuiltLayer {
    let key = LayerKey(
      type: node.qualifiedType, attributes: node.attributes, tensors: tensors.map { $0?.key },
      form: function.torch.name)
    if let known = layers[key] {
      // It has the operator of its first application.
      areFinal = false
      return known
    }
    let owned = tensors.map { tensor in
      Layer.Tensor(
        tensor.map(context.record), isTied: tensor.map { !context.claim($0) } ?? false)
    }
    let owner = owner(of: tensors, isFound ? "" : path)
    let layer = scope.layer(
      name(owner, path, function.torch.name, isFound), function, tensors: owned, callStyle: .module)
    layers[key] = layer
    context.noteLayer(function, tensors, of: node)
    return layer
  }

  /// The module whose weights the tensors are, as their names tell.
  ///
  /// A bias that equals another one may have its name, so where the name of the first tensor does not
  /// tell, the module of the node does.
  private func owner(of tensors: [StoredTensor?], _ path: String) -> String? {
    let owners = tensors.lazy.compactMap { $0.flatMap { ModulePath.path(ofTensor: $0.name) } }
    guard !path.isEmpty, let first = tensors.first else { return owners.first }
    return first.flatMap { ModulePath.path(ofTensor: $0.name) }
  }

  /// A path that no other layer has.
  ///
  /// - Parameters:
  ///   - owner: The module whose weights it has; nil where their names do not tell.
  ///   - path: The module that the node belongs to; empty outside of all.
  ///   - type: The class of PyTorch.
  ///   - isFound: Whether the module is a block that was found, whose layers have no names.
  /// - Returns: The path; further layers of one module stand within it.
  private func name(_ owner: String?, _ path: String, _ type: String, _ isFound: Bool) -> String {
    if isFound || owner == nil && path.isEmpty {
      let name = owner ?? type
      return paths.take(isFound ? "\(path).\(name)" : name) { "\($0)_\($1)" }
    }
    return paths.take(owner ?? path) { "\($0).\(type)_\($1)" }
  }
}
