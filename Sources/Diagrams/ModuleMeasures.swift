import RLAAnalysis
import RLANetworks
import RLASymbolic

/// What tells the modules of a network apart, for a drawing that has no other structure.
struct ModuleMeasures: Sendable {
  /// What a module computes, apart from its sizes.
  struct Form: Hashable, Sendable {
    /// Products of matrices and what runs bodies.
    var products = 0
    var kinds: Set<OperatorKind> = []
    /// The shape of what it makes last; nil where it makes no real numbers.
    var output: Shape?
    var weight = 0.0
    var parameters = 0.0
    var nodes = 0
    /// The first and the last node.
    var span: ClosedRange<Int>?

    /// Whether both have the same products, but for one, whatever their sizes.
    func isLike(_ other: Form) -> Bool {
      products > 1 && other.products > 1 && kinds == other.kinds
        && abs(products - other.products) <= 1
    }

    /// Whether both are blocks of one stage: they make the same shape from nearly the same products.
    func isBlock(beside other: Form) -> Bool {
      products > 1 && other.products > 1 && output != nil && output == other.output
        && (kinds.isSubset(of: other.kinds) || other.kinds.isSubset(of: kinds))
        && max(products, other.products) <= 2 * min(products, other.products)
    }
  }

  /// By module of the tree.
  private(set) var forms: [Form]
  /// By node, what fraction of the work of the network it does.
  let weights: [Double]
  private let parameters: [Double]
  private let shapes: InferredShapes

  init(_ tree: PathTree, _ shapes: InferredShapes, _ costs: NodeCosts) {
    self.shapes = shapes
    let nodes = shapes.network.nodes.indices
    let macs = nodes.map { Heat.number(costs.macs(of: $0)) }
    let total = macs.reduce(0, +)
    weights = total > 0 ? macs.map { $0 / total } : macs.map { _ in 1 / Double(nodes.count) }
    let counts = nodes.map { Heat.number(costs.parameters(of: [$0])) }
    let all = max(counts.reduce(0, +), 1)
    parameters = counts.map { $0 / all }
    forms = tree.modules.map { _ in Form() }
    for module in tree.modules.indices.reversed() {
      var form = form(of: tree.modules[module].ownNodes)
      for child in tree.modules[module].children { form.add(forms[child]) }
      forms[module] = form
    }
  }

  /// What nodes, in ascending order, compute.
  func form(of nodes: [Int]) -> Form {
    var form = Form()
    for node in nodes {
      let kind = shapes.network.nodes[node].kind
      var own = Form()
      if kind.category == .product || kind.category == .control && weights[node] > 0 {
        own.products = 1
        own.kinds = [kind]
      }
      own.output = output(of: node)
      own.weight = weights[node]
      own.parameters = parameters[node]
      own.span = node...node
      own.nodes = 1
      form.add(own)
    }
    return form
  }

  private func output(of node: Int) -> Shape? {
    let fact = shapes.facts[shapes.network.nodes[node].output]
    return fact.type.isFloating && fact.elements == nil ? fact.shape : nil
  }
}

extension ModuleMeasures.Form {
  fileprivate mutating func add(_ other: Self) {
    products += other.products
    kinds.formUnion(other.kinds)
    weight += other.weight
    parameters += other.parameters
    nodes += other.nodes
    guard let added = other.span else { return }
    let isLater = span.map { $0.upperBound < added.upperBound } ?? true
    if other.output != nil, isLater || output == nil { output = other.output }
    span =
      span.map { min($0.lowerBound, added.lowerBound)...max($0.upperBound, added.upperBound) }
      ?? added
  }

  /// Whether it deserves a box of its own.
  var isMain: Bool { products > 0 || parameters >= Self.manyParameters }

  /// The fraction of all parameters from which a module without products is drawn by itself.
  private static let manyParameters = 0.0002
}
