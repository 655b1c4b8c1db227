import RLANetworks
public import RLASymbolic

/// The cost of a network in rows.
public struct Breakdown: Sendable {
  public struct Row: Sendable {
    public let name: String
    /// Levels below the network; 1 for all groupings but modules.
    public let depth: Int
    public var metrics: Metrics
    /// The shape that the last node of the row makes; nil where the row is not one place in the network.
    public var output: Shape?
    /// The operator, where the row is a single call; how many patterns the row joins.
    public var note: String?
    /// Where the row joins patterns, the rows of their nodes.
    public var nodes: [Row] = []
  }

  public let grouping: Grouping
  public let rows: [Row]
  /// The sum of all rows, and of what no row shows.
  public let total: Row

  public init(_ profile: Profile, by grouping: Grouping) {
    self.grouping = grouping
    rows = grouping.rows(profile)
    total = Row(name: "total", depth: 1, metrics: profile.total)
  }
}

extension Profile {
  /// One row per kind of operator.
  var operatorRows: [Breakdown.Row] { operatorRows(of: network.nodes.indices) }

  /// One row per kind of operator among some nodes.
  func operatorRows(of nodes: some Sequence<Int>) -> [Breakdown.Row] {
    rows(of: nodes) { $0.kind.name }
  }

  /// Rows of nodes with the same label, in the order of first appearance.
  func rows(
    of nodes: some Sequence<Int>, hasPlace: Bool = false, _ label: (Node) -> String
  ) -> [Breakdown.Row] {
    var rows: [Breakdown.Row] = []
    var positions: [String: Int] = [:]
    for index in nodes {
      let node = network.nodes[index]
      let name = label(node)
      let position = positions[name, default: rows.count]
      if position == rows.count {
        positions[name] = position
        rows.append(Breakdown.Row(name: name, depth: 1, metrics: none))
      }
      add(node: index, to: &rows[position].metrics)
      // The features go on to the next stage; the state beside them is not what a stage produces.
      if hasPlace, network.isMain(node) {
        rows[position].output = shapes.output(ofNode: index)
      }
    }
    return rows
  }

  /// One row per role; layers that read the lane beside the main one are split.
  var partRows: [Breakdown.Row] {
    let share = StateShare(shapes)
    var metricsByRole: [Role: Metrics] = [:]
    for (index, node) in network.nodes.enumerated() {
      let function = network.operator(of: node)
      addMemory(
        ofNode: index, function, to: &metricsByRole[network.role(of: node), default: none])
      addConstantWork(
        before: index, to: &metricsByRole[network.role(of: node), default: none])
      let key = key(ofNode: index, function)
      for (role, work) in share.work(ofNode: index, flow) {
        metricsByRole[role, default: none].tally.add(work, for: key)
      }
      guard isFirstCall[index] else { continue }
      for (role, count) in share.parameters(ofNode: index) {
        metricsByRole[role, default: none].parameters += count
      }
    }
    return metricsByRole.sorted { $0.key.order < $1.key.order }.map { role, metrics in
      Breakdown.Row(name: role.name, depth: 1, metrics: metrics)
    }
  }

  /// One row per application, in the order of execution.
  var callRows: [Breakdown.Row] {
    var callNumbers = [Int](repeating: 0, count: network.layers.count)
    return network.nodes.enumerated().map { index, node in
      var row = Breakdown.Row(
        name: network.path(of: node), depth: 1, metrics: none,
        output: shapes.output(ofNode: index))
      add(node: index, to: &row.metrics)
      row.note = network.operator(of: node).torch.name
      guard let layer = node.layer else { return row }
      callNumbers[layer] += 1
      if applicationCounts[layer] > 1, network.layers[layer].parameterCount != 0 {
        row.note = "\(row.note ?? "") (call \(callNumbers[layer]) of \(applicationCounts[layer]))"
      }
      return row
    }
  }
}

extension Role {
  /// Roles of the main lane first.
  fileprivate var order: (Int, String, Int) { (lane == .main ? 0 : 1, lane?.name ?? "", rank ?? 0) }
}
