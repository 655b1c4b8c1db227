import RLAArchitectures
import RLANetworks

/// How much of a network goes into one box of a drawing.
enum Detail: Sendable {
  /// Every operator by itself.
  case operators
  /// A convolution with its norm and activation, a channel attention as a whole.
  case layers
  /// A branch, a projection or a shortcut of a block, a recurrent cell as a whole.
  case branches
  /// Everything of a stage that lies on one lane.
  case stages
  /// A module, or blocks in a row, of a network that nothing divides into stages.
  case outline

  /// Whether the boxes are the large parts of a network.
  var isOverview: Bool { self == .stages || self == .outline }
}

/// The nodes of a part of a network, divided into groups that are drawn as one box each.
struct Partition: Sendable {
  /// Groups by their first node; the nodes of each in ascending order.
  let groups: [[Int]]

  init(_ index: NetworkIndex, nodes: [Int], detail: Detail) {
    var builder = PartitionBuilder(index, nodes: nodes)
    switch detail {
    case .operators, .outline: break
    case .layers: builder.joinLayers()
    case .branches: builder.joinBranches()
    case .stages: builder.joinStages()
    }
    groups = builder.groups
  }
}

/// Joins nodes into groups, each known by its first node.
private struct PartitionBuilder {
  let index: NetworkIndex
  let nodes: [Int]
  private let region: Set<Int>
  /// By node, another node of the same group, or itself.
  private var parent: [Int: Int]

  init(_ index: NetworkIndex, nodes: [Int]) {
    self.index = index
    self.nodes = nodes
    region = Set(nodes)
    parent = Dictionary(uniqueKeysWithValues: nodes.map { ($0, $0) })
  }

  var groups: [[Int]] {
    Dictionary(grouping: nodes, by: first(of:)).values.sorted { $0[0] < $1[0] }
  }

  private func first(of node: Int) -> Int {
    var node = node
    while let next = parent[node], next != node { node = next }
    return node
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let pair = [first(of: left), first(of: right)].sorted()
    parent[pair[1]] = pair[0]
  }

  // MARK: - Layers

  private static let layerHeads: Set<OperatorKind> = [
    Convolution.kind, TransposedConvolution.kind, Linear.kind, Slice.kind,
  ]
  private static let layerTails: Set<OperatorKind> = [
    BatchNormalization.kind, GroupNormalization.kind, .relu, .relu6, .sigmoid, .tanh,
  ]

  mutating func joinLayers() {
    joinWholes([.attention])
    for node in nodes {
      guard let producer = onlyProducer(of: node) else { continue }
      let head = index.kind(first(of: producer))
      let isTail = Self.layerHeads.contains(head) && Self.layerTails.contains(index.kind(node))
      if isTail || isView(node) { join(producer, node) }
    }
  }

  /// The node whose result is read by `node` alone, and alone by it, within one module.
  private func onlyProducer(of node: Int) -> Int? {
    let network = index.network
    guard let producer = onlySource(of: node),
      network.nodes[producer].module == network.nodes[node].module
    else { return nil }
    return producer
  }

  /// The node whose result is read by `node` alone, and alone by it.
  private func onlySource(of node: Int) -> Int? {
    let inputs = index.network.nodes[node].reads
    guard inputs.count == 1, let producer = index.producer(inputs[0]), region.contains(producer),
      index.readers[inputs[0]] == [node], !index.isOutput(inputs[0])
    else { return nil }
    return producer
  }

  private func isView(_ node: Int) -> Bool {
    index.kind(node) == Reshape.kind || index.kind(node) == Dropout.kind
  }

  // MARK: - Branches

  mutating func joinBranches() {
    joinLayers()
    joinWholes([.branch, .projection, .shortcut, .attention, .cell])
    for node in nodes { joinStateActivation(node) }
  }

  /// Joins the nodes of every module that has one of the roles, along the values between them.
  private mutating func joinWholes(_ roles: [Role]) {
    for node in nodes {
      guard let whole = whole(around: node, roles) else { continue }
      for value in index.network.nodes[node].reads {
        guard let producer = index.producer(value), region.contains(producer) else { continue }
        if self.whole(around: producer, roles) == whole { join(producer, node) }
      }
    }
  }

  /// The outermost module around a node that has one of the roles and is counted as one with it.
  ///
  /// The concatenation that takes the state into a branch is counted with the state, so that it
  /// stays a box of its own.
  private func whole(around node: Int, _ roles: [Role]) -> Int? {
    let network = index.network
    let part = network.module(of: network.nodes[node]).part
    return network.modules(around: network.nodes[node]).prefix { $0 != part }.last { module in
      let role = network.role(of: network.modules[module])
      return roles.contains { role?.isVariant(of: $0) == true }
    }
  }

  /// The norm of the state and the activation after it are drawn as one.
  private mutating func joinStateActivation(_ node: Int) {
    guard index.role(node) == .stateActivation, let producer = onlySource(of: node),
      index.role(producer) == .stateNormalization
    else { return }
    join(producer, node)
  }

  // MARK: - Stages

  mutating func joinStages() {
    var heads: [String: Int] = [:]
    for node in nodes {
      let key = "\(index.stage(node)) \(index.lanes[node].rawValue)"
      if let head = heads[key] { join(head, node) } else { heads[key] = node }
    }
  }
}
