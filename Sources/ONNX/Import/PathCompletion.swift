import RLANetworks

/// Finds the modules of nodes that a file says nothing of, from the nodes next to them.
struct PathCompletion {
  /// By node; empty where nothing is known.
  private(set) var paths: [String]

  /// A module next to a node.
  private struct Neighbor {
    /// That of a node; behind a layer, code goes on in the module around it.
    let path: String
    let isTold: Bool
    /// Levels of the module in which code goes on.
    let depth: Int

    init(_ path: String, isTold: Bool) {
      self.path = path
      self.isTold = isTold
      let dots = path.utf8.count { $0 == UInt8(ascii: ".") }
      depth = isTold || path.isEmpty ? dots : dots + 1
    }

    var module: String { isTold ? ModulePath.around(path) : path }
  }

  /// - Parameters:
  ///   - graph: The graph.
  ///   - told: By node, the module that the file tells; nil where it tells none.
  ///   - nameCount: The number of names of the model.
  ///   - types: The types of its nodes.
  init(_ graph: ONNXGraph, _ told: [String?], nameCount: Int, _ types: [ONNXNodeType]) {
    paths = told.map { $0 ?? "" }
    let nodes = graph.nodes
    let categories = types.map { Self.category(ofType: $0.name) }
    let goals = Self.goals(nodes, told, nameCount)
    // By the number of a name, the node that makes the value, as far as they were looked at.
    var makers = [Int32](repeating: -1, count: nameCount)
    for (number, node) in nodes.enumerated() {
      if told[number] == nil {
        var sources: [Neighbor] = []
        for input in node.inputs where makers[input.number] >= 0 {
          let maker = Int(makers[input.number])
          sources.append(Neighbor(paths[maker], isTold: told[maker] != nil))
        }
        let goals = node.outputs.compactMap { goals[$0] }
        paths[number] = Self.path(
          of: categories[node.typeNumber], from: Self.deepest(sources), to: Self.deepest(goals))
      }
      for output in node.outputs { makers[output.number] = Int32(number) }
    }
  }

  /// By the name of what a node without a module makes, the deepest module that reads
  /// it, of those that the file tells.
  private static func goals(
    _ nodes: [ONNXNode], _ told: [String?], _ nameCount: Int
  ) -> [ONNXName: Neighbor] {
    var isOpen = [Bool](repeating: false, count: nameCount)
    for (number, node) in nodes.enumerated() where told[number] == nil {
      for output in node.outputs { isOpen[output.number] = true }
    }
    var goals: [ONNXName: Neighbor] = [:]
    for (number, node) in nodes.enumerated() {
      guard let path = told[number] else { continue }
      for input in node.inputs where isOpen[input.number] {
        let reader = Neighbor(path, isTold: true)
        if let known = goals[input], known.depth >= reader.depth { continue }
        goals[input] = reader
      }
    }
    return goals
  }

  /// The first of the deepest modules; nil where there is none.
  private static func deepest(_ neighbors: [Neighbor]) -> String? {
    neighbors.max { $0.depth < $1.depth }?.module
  }

  /// The module of a node that the file tells none of.
  ///
  /// - Parameters:
  ///   - category: What its operator is.
  ///   - source: The deepest module of what makes its inputs.
  ///   - goal: The deepest module of what reads its results, as far as the file tells them.
  /// - Returns: The path; empty outside of all modules.
  private static func path(
    of category: OperatorKind.Category, from source: String?, to goal: String?
  ) -> String {
    let source = source ?? ""
    switch category {
    case .activation, .arithmetic, .normalization: return source
    case .product, .control, .custom, .pooling, .reduction, .movement, .shape:
      guard let goal else { return source }
      // A product begins what follows it; other operators stand within both.
      return category == .product ? goal : ModulePath.common(source, goal)
    }
  }

  /// What the operator of a type is, whatever its domain.
  private static func category(ofType type: String) -> OperatorKind.Category {
    let ending = ".\(type)"
    let kind = OperatorCatalog.kinds.first { kind in
      kind.onnx.contains { $0 == type || $0.hasSuffix(ending) }
    }
    return kind?.category ?? .custom
  }
}
