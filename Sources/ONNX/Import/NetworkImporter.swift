import RLANetworks
import RLASymbolic

/// Writes the nodes of one graph, and of the functions that it calls, as nodes of a network.
final class NetworkImporter {
  let context: ImportContext
  let scope: Scope
  /// By value, what the declared inputs tell of it; other sizes may be asked for later, so that
  /// rules use the rank and little more.
  private var facts: [Fact?] = []
  private var requirements = Requirements()
  private var constants: [String: Value] = [:]
  private var layers: [LayerKey: BuiltLayer] = [:]
  private var paths = UniqueNames()
  /// The module of the node before, by what its name has before the last slash.
  private var lastModule = (scope: ""[...], path: "")

  /// Two applications with the same key share one layer.
  struct LayerKey: Hashable {
    let type: String
    let attributes: [ONNXAttribute]
    let tensors: [String?]
  }

  init(_ context: ImportContext, _ scope: Scope) {
    self.context = context
    self.scope = scope
  }

  // MARK: - Facts

  func note(_ fact: Fact?, of value: Value) {
    while facts.count <= value.id.index { facts.append(nil) }
    facts[value.id] = fact
  }

  func fact(of value: ImportedValue) -> Fact? {
    switch value {
    case .computed(let value): value.id.index < facts.count ? facts[value.id] : nil
    case .stored(let tensor): tensor.fact
    case .sequence: nil
    }
  }

  /// What a rule derives from what is known of its inputs; nil where that is too little.
  func derived(
    _ function: any Operator, _ inputs: [ImportedValue?], bodies: [[Fact]] = []
  ) -> [Fact]? {
    var known: [Fact?] = []
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

  // MARK: - Values and layers

  /// The path of the module that a node belongs to.
  ///
  /// Neighbors are mostly of one module, and then share its path.
  func modulePath(ofNode name: String, scopes: String?) -> String {
    if scopes != nil { return ModulePath.path(ofNode: name, scopes: scopes) }
    guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    let scope = name[..<slash]
    if scope != lastModule.scope {
      lastModule = (scope, ModulePath.path(ofNode: name, scopes: nil))
    }
    return lastModule.path
  }

  /// The value in the network that a name stands for.
  func value(
    of imported: ImportedValue, asFactor isFactor: Bool = false, at place: ONNXFailure.Place
  ) throws(ONNXFailure) -> Value {
    switch imported {
    case .computed(let value): return value
    case .sequence:
      throw ONNXFailure(.inputShape(0, expected: "a tensor", found: "a sequence"), at: place)
    case .stored(let tensor):
      if let known = constants[tensor.key] { return known }
      let isOwner = tensor.looksLearned(asFactor: isFactor) && context.claim(tensor)
      let value = scope.constant(tensor.name, tensor.fact, role: isOwner ? .parameter : nil)
      constants[tensor.key] = value
      note(tensor.fact, of: value)
      return value
    }
  }

  /// The layer that owns these tensors, one for each weight of the operator.
  func layer(
    _ function: any Operator, _ tensors: [StoredTensor?], of node: ONNXNode, path: String
  ) -> BuiltLayer {
    let key = LayerKey(
      type: node.qualifiedType, attributes: node.attributes, tensors: tensors.map { $0?.key })
    if let known = layers[key] { return known }
    let named = tensors.map { tensor in
      Layer.Tensor(tensor?.name, isTied: tensor.map { !context.claim($0) } ?? false)
    }
    let first = tensors.lazy.compactMap(\.self).first
    let layer = scope.layer(
      unique(first?.layerPath ?? path), function, tensors: named, callStyle: .module)
    layers[key] = layer
    return layer
  }

  private func unique(_ path: String) -> String {
    paths.take(path) { "\($0)_\($1)" }
  }
}

extension StoredTensor {
  /// The path of the module whose weight it is, as far as its name tells; nil where an exporter
  /// invented the name.
  fileprivate var layerPath: String? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex, !name.contains("::") else {
      return nil
    }
    return String(name[..<dot])
  }
}
