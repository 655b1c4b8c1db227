import RLANetworks
public import RLASymbolic

/// The cost of a network, broken down into rows.
public struct Breakdown: Sendable {
  /// How the network is broken down.
  public enum Grouping: Hashable, Sendable {
    /// By the modules of the published code, down to a depth.
    case modules(depth: Int)
    case operators
    case stages
    /// By the roles of nodes: the backbone, and the recurrent state beside it.
    case parts
    /// Every application of an operator.
    case calls
  }

  public struct Row: Sendable {
    public let name: String
    /// Levels below the network; 1 for all groupings but modules.
    public let depth: Int
    public var metrics: Metrics
    /// The shape of the result of the last node of the row; nil where the row is not a place in the
    /// network.
    public var output: Shape?
    /// The operator, where the row is a single call.
    public var note: String?
  }

  public let grouping: Grouping
  public let rows: [Row]
  /// The sum of all rows, and of what no row shows.
  public let total: Row

  public init(_ profile: Profile, by grouping: Grouping) {
    self.grouping = grouping
    rows =
      switch grouping {
      case .modules(let depth): ModuleTree(profile, depth: depth).rows
      case .operators: profile.rows { "\(profile.network.operator(of: $0).kind)" }
      case .stages: profile.rows(hasPlace: true) { profile.network.stageName(of: $0) }
      case .parts: profile.partRows
      case .calls: profile.callRows
      }
    total = Row(name: "total", depth: 1, metrics: Self.sum(of: rows, profile, grouping))
  }
}

extension Breakdown {
  /// The sum over all nodes; roles share some nodes, so their rows would count these twice.
  private static func sum(of rows: [Row], _ profile: Profile, _ grouping: Grouping) -> Metrics {
    if grouping == .parts { return profile.total }
    return rows.reduce(into: profile.none) { if $1.depth == 1 { $0 += $1.metrics } }
  }
}

extension Profile {
  /// Rows of nodes with the same label, in the order of first appearance.
  fileprivate func rows(
    hasPlace: Bool = false, _ label: (Node) -> String
  ) -> [Breakdown.Row] {
    var rows: [Breakdown.Row] = []
    var positions: [String: Int] = [:]
    for (index, node) in network.nodes.enumerated() {
      let name = label(node)
      let position = positions[name, default: rows.count]
      if position == rows.count {
        positions[name] = position
        rows.append(Breakdown.Row(name: name, depth: 1, metrics: none))
      }
      add(node: index, to: &rows[position].metrics)
      // The features go on to the next stage; the state beside them is not what a stage puts out.
      if hasPlace, network.isMain(node) {
        rows[position].output = shapes.output(ofNode: index)
      }
    }
    return rows
  }

  /// One row per role; layers that read the lane beside the main one are split.
  fileprivate var partRows: [Breakdown.Row] {
    let share = StateShare(shapes)
    var metricsByRole: [Role: Metrics] = [:]
    for (index, node) in network.nodes.enumerated() {
      addMemory(ofNode: index, to: &metricsByRole[network.role(of: node), default: none])
      let key = WorkTally.Key(network.operator(of: node), node.callStyle)
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
  fileprivate var callRows: [Breakdown.Row] {
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
