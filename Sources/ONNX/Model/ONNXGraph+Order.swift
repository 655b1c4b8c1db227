extension ONNXGraph {
  /// Puts nodes behind those that make what they read, as the specification wants them, and changes
  /// nothing else of their order.
  ///
  /// ONNX Runtime reads other orders too, and its converter to half precision writes them. Nodes that
  /// wait for each other stay where they are, to be refused.
  mutating func sortNodes() {
    let makers = Makers(nodes)
    let isSorted = nodes.indices.allSatisfy { index in
      nodes[index].allReads { makers[$0] < index }
    }
    if isSorted { return }
    var sorted: [Int] = []
    var isPlaced = [Bool](repeating: false, count: nodes.count)
    var isWaiting = isPlaced
    for start in nodes.indices {
      var path = [start]
      while let node = path.last {
        if isPlaced[node] {
          path.removeLast()
          continue
        }
        var next: Int?
        _ = nodes[node].allReads { name in
          let maker = makers[name]
          if maker >= 0, !isPlaced[maker] { next = next ?? maker }
          return true
        }
        if let next {
          if isWaiting[next] || next == node { return }
          isWaiting[node] = true
          path.append(next)
        } else {
          isPlaced[node] = true
          isWaiting[node] = false
          sorted.append(node)
          path.removeLast()
        }
      }
    }
    nodes = sorted.map { nodes[$0] }
  }

  /// By name, the node of the graph that makes it.
  private struct Makers {
    private let first: Int
    private var makers: [Int32]

    init(_ nodes: [ONNXNode]) {
      var (first, last) = (Int.max, -1)
      for node in nodes {
        for name in node.outputs {
          first = min(first, name.number)
          last = max(last, name.number)
        }
      }
      self.first = first
      makers = Array(repeating: -1, count: max(last - min(first, last) + 1, 0))
      for (index, node) in nodes.enumerated() {
        for name in node.outputs where !name.isEmpty { makers[name.number - first] = Int32(index) }
      }
    }

    /// The number of the node; -1 for what no node makes.
    subscript(name: ONNXName) -> Int {
      let place = name.number - first
      return makers.indices.contains(place) ? Int(makers[place]) : -1
    }
  }
}

extension ONNXNode {
  /// Whether something holds for all names that the node and its bodies read.
  fileprivate func allReads(_ holds: (ONNXName) -> Bool) -> Bool {
    inputs.allSatisfy(holds)
      && attributes.allSatisfy { attribute in
        guard case .graph(let body) = attribute.value else { return true }
        return body.freeNames.allSatisfy(holds)
      }
  }
}
