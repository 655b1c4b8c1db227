import RLANetworks
import RLASymbolic

/// The memory of a plan by brute force.
extension GraphPlan {
  private func reads(ofNode index: Int) -> [Int] {
    let captured = bodies(ofNode: index).flatMap(\.captures)
    switch nodes[index] {
    case .operation(_, let inputs): return inputs.compactMap(\.self)
    case .branch(_, _, let condition): return [condition] + captured
    case .loop(_, _, let count, let state): return [count, state] + captured
    }
  }

  /// Whether a node after the given one, or an output, reads a value.
  private func isRead(_ value: Int, after node: Int) -> Bool {
    outputs.contains(value)
      || nodes.indices.dropFirst(node + 1).contains { reads(ofNode: $0).contains(value) }
  }

  /// Whether the memory of a value belongs to the run of this plan.
  private func isOwn(_ value: Int) -> Bool {
    switch sources[value] {
    case .node: true
    case .constant: false
    case .input:
      value < sources.count { if case .input = $0 { true } else { false } } - captures.count
    }
  }

  /// By value, the value whose memory it uses.
  private var homes: [Int] {
    var homes: [Int] = []
    for (value, source) in sources.enumerated() {
      var home = value
      if case .node(let node, _) = source,
        case .operation(let operation, let inputs) = nodes[node]
      {
        let first = homes[inputs[0] ?? 0]
        switch operation {
        case .slice: home = first
        case .relu:
          let isFree =
            isOwn(first)
            && homes.indices.allSatisfy {
              homes[$0] != first || !isRead($0, after: node)
            }
          if isFree { home = first }
        default: break
        }
      }
      homes.append(home)
    }
    return homes
  }

  private func bytes(_ value: Int) -> Int {
    switch sources[value] {
    case .input(let fact), .constant(let fact): fact.bytes.value ?? 0
    case .node: shape(of: value).reduce(4, *)
    }
  }

  private func maker(of value: Int) -> Int {
    if case .node(let node, _) = sources[value] { node } else { -1 }
  }

  /// The peak of live bytes.
  var peak: Int {
    let homes = homes
    let own = sources.indices.filter { homes[$0] == $0 && isOwn($0) }
    var most = own.filter { maker(of: $0) < 0 }.reduce(0) { $0 + bytes($1) }
    for node in nodes.indices {
      let live = own.filter { home in
        maker(of: home) <= node
          && sources.indices.contains { value in
            homes[value] == home
              && (max(0, maker(of: value)) >= node || isRead(value, after: node - 1))
          }
      }.reduce(0) { $0 + bytes($1) }
      most = max(most, live)
      for (number, body) in bodies(ofNode: node).enumerated() {
        var around = live
        if case .branch(let flag, _, _) = nodes[node] {
          if flag == (number == 1) { continue }
          around -= own.filter { maker(of: $0) == node }.reduce(0) { $0 + bytes($1) }
        }
        most = max(most, around + body.peak)
      }
    }
    return most
  }
}
