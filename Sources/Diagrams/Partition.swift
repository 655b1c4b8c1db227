import RLAArchitectures
import RLANetworks

/// How much of a network goes into one box of a drawing.
enum Detail: Sendable {
  /// Every operator by itself.
  case operators
  /// A convolution with its norm and activation, a channel attention as a whole.
  case layers
  /// Everything of a block between its concatenations and additions, a recurrent cell as a whole.
  case branches
  /// Everything of a stage that lies on one lane.
  case stages
}

/// The nodes of a part of a network, divided into groups that are drawn as one box each.
struct Partition: Sendable {
  /// Groups by their first node; the nodes of each in ascending order.
  let groups: [[Int]]

  init(_ anatomy: Anatomy, nodes: [Int], detail: Detail) {
    var builder = PartitionBuilder(anatomy, nodes: nodes)
    switch detail {
    case .operators: break
    case .layers: builder.joinLayers()
    case .branches: builder.joinBranches()
    case .stages: builder.joinStages()
    }
    groups = builder.groups
  }
}

/// Joins nodes into groups, each known by its first node.
private struct PartitionBuilder {
  let anatomy: Anatomy
  let nodes: [Int]
  private let region: Set<Int>
  /// By node, another node of the same group, or itself.
  private var parent: [Int: Int]

  init(_ anatomy: Anatomy, nodes: [Int]) {
    self.anatomy = anatomy
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
    for node in nodes { joinAttention(at: node) }
    for node in nodes {
      guard let producer = onlyProducer(of: node) else { continue }
      let head = anatomy.kind(first(of: producer))
      let isTail =
        Self.layerHeads.contains(head) && Self.layerTails.contains(anatomy.kind(node))
      if isTail || isView(node) { join(producer, node) }
    }
  }

  /// The node whose result is read by `node` alone, and alone by it, within one part of the network.
  private func onlyProducer(of node: Int) -> Int? {
    let inputs = anatomy.network.nodes[node].reads
    guard inputs.count == 1, let producer = anatomy.producer(inputs[0]), region.contains(producer),
      anatomy.readers[inputs[0]] == [node], !anatomy.isOutput(inputs[0])
    else { return nil }
    let isSameRole = anatomy.network.nodes[producer].role == anatomy.network.nodes[node].role
    return isSameRole ? producer : nil
  }

  private func producers(of node: Int) -> [Int] {
    anatomy.network.nodes[node].reads.compactMap(anatomy.producer)
  }

  private func isView(_ node: Int) -> Bool {
    anatomy.kind(node) == Reshape.kind || anatomy.kind(node) == Dropout.kind
  }

  /// Joins the multiplication that scales the channels with everything that computes its factors.
  private mutating func joinAttention(at node: Int) {
    guard anatomy.network.operator(of: anatomy.network.nodes[node]).isScaling else { return }
    let inputs = anatomy.network.nodes[node].reads
    var path = [node]
    var value = inputs[1]
    while value != inputs[0] {
      guard let producer = anatomy.producer(value), region.contains(producer),
        anatomy.network.nodes[producer].reads.count == 1
      else { return }
      path.append(producer)
      value = anatomy.network.nodes[producer].reads[0]
    }
    for member in path { join(node, member) }
  }

  // MARK: - Branches

  private static let junctions: Set<OperatorKind> = [Concatenation.kind, .addition]

  mutating func joinBranches() {
    joinLayers()
    for node in nodes {
      joinRectifier(node)
      joinCell(node)
      joinStateActivation(node)
    }
    for node in nodes where isBranch(node) {
      for producer in producers(of: node) {
        if region.contains(producer), isBranch(producer),
          anatomy.blockOfNode[producer] == anatomy.blockOfNode[node]
        {
          join(producer, node)
        }
      }
    }
  }

  /// Whether a node belongs to the features between two junctions.
  private func isBranch(_ node: Int) -> Bool {
    anatomy.lanes[node] == .features && anatomy.blockOfNode[node] != nil
      && !Self.junctions.contains(anatomy.kind(first(of: node)))
  }

  /// The rectifier behind the shortcut's addition belongs to it.
  private mutating func joinRectifier(_ node: Int) {
    guard [.relu, .relu6].contains(anatomy.kind(node)), anatomy.lanes[node] == .features,
      let producer = onlyProducer(of: node), anatomy.kind(producer) == .addition
    else { return }
    join(producer, node)
  }

  private mutating func joinCell(_ node: Int) {
    guard anatomy.role(node) == .recurrentConvolution else { return }
    for producer in producers(of: node) {
      if region.contains(producer),
        anatomy.role(producer) == .recurrentConvolution,
        anatomy.blockOfNode[producer] == anatomy.blockOfNode[node]
      {
        join(producer, node)
      }
    }
  }

  /// The norm of the state and the activation behind it are drawn as one.
  private mutating func joinStateActivation(_ node: Int) {
    let inputs = anatomy.network.nodes[node].reads
    guard anatomy.role(node) == .stateActivation,
      let producer = anatomy.producer(inputs[0]), region.contains(producer),
      anatomy.readers[inputs[0]] == [node], anatomy.kind(producer) == BatchNormalization.kind
    else { return }
    join(producer, node)
  }

  // MARK: - Stages

  mutating func joinStages() {
    var heads: [String: Int] = [:]
    for node in nodes {
      let key = "\(anatomy.network.nodes[node].stage) \(anatomy.lanes[node].rawValue)"
      if let head = heads[key] { join(head, node) } else { heads[key] = node }
    }
  }
}
