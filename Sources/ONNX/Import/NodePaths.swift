import RLANetworks

/// The module of every node of a graph.
///
/// Exporters tell it by scopes, by the names of nodes or by those of weights. Nodes that a tool made
/// anew have none of these; they belong to what they stand between. A graph that tells nothing is
/// divided where its operators repeat.
struct NodePaths {
  /// By node.
  private(set) var paths: [String]
  /// Whether they name blocks that were found, within which layers have names of their own.
  private(set) var areFound = false

  /// In larger graphs, nodes without a module stay outside of all.
  private static let mostNodes = 100_000

  init(_ graph: ONNXGraph) {
    let tensors = Set(graph.initializers.map(\.name))
    var told = graph.nodes.map { Self.told(of: $0, tensors) }
    Self.dropCommonRoot(&told, graph.nodes)
    guard told.contains(nil), told.count <= Self.mostNodes else {
      paths = told.map { $0 ?? "" }
      return
    }
    if Self.isFlat(told, graph.nodes, tensors) {
      let blocks = RepeatedBlocks(graph)
      if blocks.hasBlocks {
        paths = blocks.names
        areFound = true
        return
      }
    }
    paths = PathCompletion(graph, told).paths
  }

  /// The module that the file states; nil where it states none.
  private static func told(of node: ONNXNode, _ tensors: Set<String>) -> String? {
    if let scopes = node.scopes { return ModulePath.path(inList: scopes) }
    if node.name.utf8.contains(UInt8(ascii: "/")) { return ModulePath.path(ofNode: node.name) }
    var common: String?
    for input in node.inputs where tensors.contains(input) {
      guard let path = ModulePath.path(ofTensor: input) else { continue }
      common = common.map { ModulePath.common($0, path) } ?? path
    }
    return common?.isEmpty == true ? nil : common
  }

  /// Takes away what Keras puts before every name: `model/block1/conv/Conv2D`.
  private static func dropCommonRoot(_ told: inout [String?], _ nodes: [ONNXNode]) {
    while true {
      var root: Substring?
      for (path, node) in zip(told, nodes) {
        guard let path, !path.isEmpty else { continue }
        let first = path.prefix { $0 != "." }
        let isInner = first.count < path.count
        guard node.scopes == nil, !node.name.hasPrefix("/"), node.name.contains("/"), isInner,
          root == nil || root == first
        else { return }
        root = first
      }
      guard let root else { return }
      told = told.map { $0.map { $0.isEmpty ? $0 : String($0.dropFirst(root.count + 1)) } }
    }
  }

  /// Whether most layers have no module, or one that only a number tells from others.
  private static func isFlat(
    _ told: [String?], _ nodes: [ONNXNode], _ tensors: Set<String>
  ) -> Bool {
    var (count, named) = (0, 0)
    var paths: Set<String> = []
    for (path, node) in zip(told, nodes) where node.inputs.contains(where: tensors.contains) {
      count += 1
      guard let path else { continue }
      if path.contains(".") || node.name.contains("/") || node.scopes != nil { named += 1 }
      paths.insert(path)
    }
    let words = Set(paths.map { $0.filter { !$0.isNumber } })
    if 4 * words.count > paths.count { named = max(named, paths.count) }
    return count >= fewestLayers && 2 * named < count
  }

  /// Layers from which a flat graph is worth dividing.
  private static let fewestLayers = 8
}
