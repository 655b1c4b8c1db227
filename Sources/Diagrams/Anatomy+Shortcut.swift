import RLANetworks

/// How a block adds its input to what it computes.
struct Shortcut {
  /// The addition.
  let sum: Int
  /// The operand that is not the residual branch.
  let value: ValueID
  /// The nodes that make it from the block's input; none for an identity.
  let projection: Set<Int>
}

extension Anatomy {
  /// The shortcut of a block; nil where nothing is added.
  func shortcut(of block: Block) -> Shortcut? {
    let sum = block.nodes.last { lanes[$0] == .features && kind($0) == .addition }
    guard let sum else { return nil }
    let inputs = network.nodes[sum].reads
    if let outer = inputs.first(where: { producer($0).map(block.nodes.contains) != true }) {
      return Shortcut(sum: sum, value: outer, projection: [])
    }
    let chains = inputs.map { chain(endingAt: $0, in: block) }
    guard let index = chains.indices.min(by: { chains[$0].count < chains[$1].count }) else {
      return nil
    }
    return Shortcut(sum: sum, value: inputs[index], projection: Set(chains[index]))
  }

  /// The nodes of a block that lead to a value without a junction.
  private func chain(endingAt value: ValueID, in block: Block) -> [Int] {
    var nodes: [Int] = []
    var value = value
    while let node = producer(value), block.nodes.contains(node),
      network.nodes[node].reads.count == 1
    {
      nodes.append(node)
      value = network.nodes[node].reads[0]
    }
    return nodes
  }
}
