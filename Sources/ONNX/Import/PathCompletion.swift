import RLANetworks

/// Finds the modules of nodes that a file says nothing of, from the nodes next to them.
struct PathCompletion {
  /// By node; empty where nothing is known.
  private(set) var paths: [String]

  init(_ graph: ONNXGraph, _ told: [String?]) {
    let nodes = graph.nodes
    var makers: [String: Int] = [:]
    var readers: [String: [Int]] = [:]
    for (number, node) in nodes.enumerated() {
      for output in node.outputs { makers[output] = number }
      for input in node.inputs { readers[input, default: []].append(number) }
    }
    // Behind a layer, code goes on in the module around it.
    var surroundings = told.map { $0.map(ModulePath.around) }
    paths = told.map { $0 ?? "" }
    for (number, node) in nodes.enumerated() where told[number] == nil {
      let before = node.inputs.compactMap { makers[$0].flatMap { surroundings[$0] } }
      let after = node.outputs.flatMap { readers[$0] ?? [] }
        .compactMap { told[$0].map(ModulePath.around) }
      let path = Self.path(ofType: node.type, before, after)
      paths[number] = path
      surroundings[number] = path
    }
  }

  /// The module of a node that the file tells none of.
  ///
  /// - Parameters:
  ///   - type: The type of the node.
  ///   - before: The modules of what makes its inputs.
  ///   - after: The modules of what reads its results, as far as the file tells them.
  /// - Returns: The path; empty outside of all modules.
  private static func path(
    ofType type: String, _ before: [String], _ after: [String]
  ) -> String {
    let source = before.max { depth($0) < depth($1) } ?? ""
    let goal = after.max { depth($0) < depth($1) }
    switch category(of: type) {
    case .activation, .arithmetic, .normalization: return source
    case .product, .control, .custom, .pooling, .reduction, .movement, .shape:
      guard let goal else { return source }
      // A product begins what follows it; other operators stand within both.
      return category(of: type) == .product ? goal : ModulePath.common(source, goal)
    }
  }

  private static func depth(_ path: String) -> Int {
    path.isEmpty ? 0 : path.count { $0 == "." } + 1
  }

  private static let categories: [String: OperatorKind.Category] = Dictionary(
    OperatorCatalog.kinds.flatMap { kind in
      kind.onnx.map { ($0.split(separator: ".").last.map(String.init) ?? $0, kind.category) }
    }
  ) { first, _ in first }

  private static func category(of type: String) -> OperatorKind.Category {
    categories[type] ?? .custom
  }
}
