import RLANetworks

extension Profile {
  /// A pattern, or a node outside of any.
  private enum Operation {
    case pattern(Pattern)
    case node(Int)
  }

  /// Every node once, patterns in the place of the nodes that make their results.
  private var operations: [Operation] {
    var patterns: [Int: Pattern] = [:]
    var isInner = [Bool](repeating: false, count: network.nodes.count)
    for pattern in shapes.patterns {
      patterns[pattern.root] = pattern
      for node in pattern.nodes.dropLast() { isInner[node] = true }
    }
    return network.nodes.indices.compactMap { index in
      isInner[index] ? nil : patterns[index].map { .pattern($0) } ?? .node(index)
    }
  }

  /// One row per kind of operator; the nodes of a pattern count under what they are together.
  var operationRows: [Breakdown.Row] {
    if shapes.patterns.isEmpty { return operatorRows }
    var groups: [OperationGroup] = []
    var positions: [String: Int] = [:]
    for operation in operations {
      let name =
        switch operation {
        case .pattern(let pattern): pattern.kind.name
        case .node(let index): network.nodes[index].kind.name
        }
      let position = positions[name, default: groups.count]
      if position == groups.count {
        positions[name] = position
        groups.append(OperationGroup(name: name))
      }
      switch operation {
      case .pattern(let pattern): groups[position].add(pattern)
      case .node(let index): groups[position].others.append(index)
      }
    }
    return groups.map(row)
  }

  /// The nodes of one row.
  private struct OperationGroup {
    let name: String
    var patternCount = 0
    /// Nodes of patterns.
    var inner: [Int] = []
    /// Nodes that are the operator by themselves.
    var others: [Int] = []

    mutating func add(_ pattern: Pattern) {
      patternCount += 1
      inner += pattern.nodes
    }
  }

  private func row(_ group: OperationGroup) -> Breakdown.Row {
    var row = Breakdown.Row(
      name: group.name, depth: 1, metrics: metrics(of: group.others + group.inner))
    guard group.patternCount > 0 else { return row }
    let patterns = group.patternCount == 1 ? "1 pattern" : "\(group.patternCount) patterns"
    row.note = "\(patterns), \(group.inner.count) nodes"
    row.nodes = operatorRows(of: group.inner)
    return row
  }

  /// One row per application of an operator or pattern, in the order of execution.
  var operationCallRows: [Breakdown.Row] {
    let rows = callRows
    return operations.map { operation in
      switch operation {
      case .node(let index): rows[index]
      case .pattern(let pattern): row(pattern, of: pattern.nodes.map { rows[$0] })
      }
    }
  }

  private func row(_ pattern: Pattern, of nodes: [Breakdown.Row]) -> Breakdown.Row {
    let scope = network.scope(of: pattern)
    var row = Breakdown.Row(
      name: scope.isEmpty ? pattern.kind.name : "\(scope).\(pattern.kind.name)", depth: 1,
      metrics: nodes.reduce(into: none) { $0 += $1.metrics },
      output: shapes.output(ofNode: pattern.root))
    row.note = "\(pattern.kind.name) (\(nodes.count) nodes)"
    row.nodes = nodes
    return row
  }
}
