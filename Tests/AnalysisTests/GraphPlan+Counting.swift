/// Counts of a plan by hand, without the rules of the operators.
extension GraphPlan {
  struct Cost: Equatable {
    var products = 0
    var additions = 0
    var multiplications = 0
    var divisions = 0
    var comparisons = 0
    var exponentials = 0

    var others: Int { additions + multiplications + divisions + comparisons + exponentials }

    static func + (left: Cost, right: Cost) -> Cost {
      Cost(
        products: left.products + right.products, additions: left.additions + right.additions,
        multiplications: left.multiplications + right.multiplications,
        divisions: left.divisions + right.divisions,
        comparisons: left.comparisons + right.comparisons,
        exponentials: left.exponentials + right.exponentials)
    }
  }

  /// What all nodes cost.
  var cost: Cost { nodes.indices.reduce(Cost()) { $0 + cost(ofNode: $1) } }

  private func elements(_ value: Int?) -> Int { shape(of: value ?? 0).reduce(1, *) }

  private func cost(ofNode index: Int) -> Cost {
    switch nodes[index] {
    case .branch(let flag, let bodies, _):
      let costs = bodies.map(\.cost)
      let isFirst =
        flag
        ?? (costs[0].products == costs[1].products
          ? costs[0].others >= costs[1].others : costs[0].products > costs[1].products)
      return costs[isFirst ? 0 : 1]
    case .loop(let runs, let body, _, _):
      return (0..<runs).reduce(Cost()) { sum, _ in sum + body.cost }
    case .operation(let operation, let inputs):
      let count = elements(inputs[0])
      switch operation {
      case .convolution(let layer): return Cost(products: count * layers[layer].1)
      case .sigmoid: return Cost(additions: count, divisions: count, exponentials: count)
      case .relu: return Cost(comparisons: count)
      case .sum: return Cost(additions: count)
      case .scale: return Cost(multiplications: count)
      case .split: return Cost(multiplications: inputs[1] == nil ? count : 2 * count)
      case .slice, .concatenation: return Cost()
      }
    }
  }

  /// Weights of this plan and of its bodies, each once.
  var parameters: Int {
    let own = layers.reduce(0) { $0 + $1.0 * $1.1 }
    return nodes.indices.reduce(own) { sum, node in
      bodies(ofNode: node).reduce(sum) { $0 + $1.parameters }
    }
  }

  func bodies(ofNode index: Int) -> [GraphPlan] {
    switch nodes[index] {
    case .operation: []
    case .branch(_, let bodies, _): bodies
    case .loop(_, let body, _, _): [body]
    }
  }
}
