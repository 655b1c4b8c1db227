import RLANetworks
import RLASymbolic

/// What all graphs of a model share while it becomes a network.
final class ImportContext {
  let functions: [FunctionKey: ONNXFunction]
  /// By the number of a type.
  private let rules: [ImportRule?]
  /// By the number of a type, whether the results of its nodes are products.
  let areProducts: [Bool]
  var symbols = SymbolTable()
  // Unchecked, as below: thousands of tensors come here, and nothing here calls anything else.
  @exclusivity(unchecked) private var owned: Set<TensorKey> = []
  /// Elements of weights that are the attributes of nodes.
  private(set) var constantWeights = 0
  /// Elements of each stored tensor that an Identity node gives one more name.
  private(set) var merged: [Int] = []
  private(set) var folded = FoldedLayers()
  /// The names of the model by their numbers.
  private let names: TextList
  /// Whether the names of tensors are those of a state_dict.
  private let hasTorchNames: Bool
  @exclusivity(unchecked) private var nodeNames = UniqueNames()
  /// The tensors that the network reads, under their names in it, with the places of their elements.
  @exclusivity(unchecked) private(set) var sources: [(name: String, tensor: StoredTensor)] = []
  @exclusivity(unchecked) private var tensorNames = UniqueNames()
  @exclusivity(unchecked) private var recorded = TensorTable<String>(isWhole: true)
  private var kinds: [String: OperatorKind] = [:]
  @exclusivity(unchecked) private var remainingNodes: Int
  private let mostNodes: Int
  private var inlinedNodes = 0

  /// Functions that call functions may expand to any number of nodes; more than these are refused,
  /// so that time and memory are bounded by the size of the file.
  private static let fewestLimit = 20_000
  private static let mostCopies = 64

  struct FunctionKey: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  /// Which branch of a node with two runs, by the name of the node.
  let branches: [String: Bool]

  /// Whether branches and bodies become nodes of the graph around them, where that is possible.
  let inlinesBodies: Bool

  /// What runs have told beyond the file.
  let found: FoundNumbers

  /// What collects the nodes that wait for more; nil where no run follows.
  let open: OpenNodes?

  init(
    _ model: ONNXModel, branches: [String: Bool], inlinesBodies: Bool, found: FoundNumbers,
    open: OpenNodes?
  ) {
    self.branches = branches
    self.found = found
    self.open = open
    self.inlinesBodies = inlinesBodies
    hasTorchNames = model.producer.isOfPyTorch
    names = model.names
    mostNodes =
      model.functions.isEmpty
      ? .max : max(Self.fewestLimit, model.nodeCount * Self.mostCopies)
    remainingNodes = mostNodes
    rules = model.types.map { ImportRule.rule(for: $0.qualifiedName) }
    areProducts = ProductReaders.areProducts(model.types)
    functions = Dictionary(
      model.functions.map {
        (FunctionKey(domain: $0.domain, name: $0.name, overload: $0.overload), $0)
      }
    ) { first, _ in first }
  }

  func function(of node: ONNXNode) -> ONNXFunction? {
    if functions.isEmpty { return nil }
    return functions[
      FunctionKey(domain: node.domain, name: node.type, overload: node.overload)]
  }

  /// How nodes of its type become operators; nil where none of them has a rule.
  func rule(for node: ONNXNode) -> ImportRule? { rules[node.typeNumber] }

  /// Whether a tensor has no owner yet; it has one from now on.
  func claim(_ tensor: StoredTensor) -> Bool {
    guard owned.insert(tensor.key).inserted else { return false }
    if !tensor.isInitializer, tensor.fact.type.isFloating {
      constantWeights += tensor.fact.shape.elements.value ?? 0
    }
    return true
  }

  /// Notes that the network reads a tensor.
  ///
  /// - Returns: Its name, with a number where a tensor of another graph has the same.
  func record(_ tensor: StoredTensor) -> String {
    if let name = recorded[tensor.key] { return name }
    let name = tensorNames.take(tensor.name) { "\($0)#\($1)" }
    recorded[tensor.key] = name
    sources.append((name, tensor))
    return name
  }

  /// Whether a tensor is learned, as far as type, size and name tell.
  func looksLearned(_ tensor: StoredTensor, asFactor isFactor: Bool) -> Bool {
    if tensor.looksLearned(asFactor: isFactor) { return true }
    return hasTorchNames && tensor.isInitializer && tensor.fact.type.isFloating
      && ModulePath.path(ofTensor: tensor.name) != nil
  }

  /// Notes that a node gives a stored tensor one more name.
  func note(_ name: String, of tensor: StoredTensor) {
    // Each call of a shared layer has a transposed copy of its weight, and these are one again.
    guard looksLearned(tensor, asFactor: false), !tensor.name.contains("::MatMul"),
      !Self.statistics.contains(where: name.hasSuffix),
      let count = tensor.fact.shape.elements.value
    else { return }
    merged.append(count)
  }

  /// The ends of the names of what a batch norm tracks.
  private static let statistics = [".running_mean", ".running_var"]

  /// Notes what was folded into a layer.
  func noteLayer(_ function: any Operator, _ tensors: [StoredTensor?], of node: ONNXNode) {
    folded.note(function, tensors, of: node) { names[$0.number] }
  }

  /// Runs `body`, after whose failure no tensor has an owner that it had not before.
  func restoringClaims<Result>(
    _ body: () throws(ONNXFailure) -> Result
  ) throws(ONNXFailure) -> Result {
    let (owned, constantWeights, merged, folded) = (owned, constantWeights, merged, folded)
    do {
      return try body()
    } catch {
      (self.owned, self.constantWeights) = (owned, constantWeights)
      (self.merged, self.folded) = (merged, folded)
      throw error
    }
  }

  /// Makes room for the names of as many nodes, which mostly are about as long as those of values.
  func reserve(_ count: Int) {
    let bytes = names.byteCount / max(names.count, 1) * count
    nodeNames.reserve(count, bytes: min(bytes, names.byteCount))
  }

  /// The name of a node with a number where an earlier one has the same.
  func uniqueName(_ name: String) -> String {
    nodeNames.take(name) { "\($0)#\($1)" }
  }

  func unknownKind(_ type: String) -> OperatorKind {
    if let kind = kinds[type] { return kind }
    let kind = UnknownOperator.kind(ofType: type)
    kinds[type] = kind
    return kind
  }

  /// Nodes to which all loops and branches together may expand; others are left to their bodies.
  private static let mostInlined = 100_000

  /// Whether the nodes of a body may become nodes of the graph around it once more.
  func mayInline(_ body: ONNXGraph) -> Bool {
    inlinedNodes += body.nodes.count + 1
    return inlinedNodes <= Self.mostInlined
  }

  func count(_ node: ONNXNode) throws(ONNXFailure) {
    remainingNodes -= 1
    if remainingNodes < 0 { throw ONNXFailure(.tooManyNodes(limit: mostNodes), at: node.place) }
  }
}
