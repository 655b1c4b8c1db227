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

  /// - Parameters:
  ///   - graph: The graph.
  ///   - names: The names of the model by their numbers.
  ///   - types: The types of its nodes by their numbers.
  init(_ graph: ONNXGraph, _ names: TextList, _ types: [ONNXNodeType]) {
    let weights = WeightNames(graph, names)
    var (byName, byScopes) = (RecentPaths(), RecentPaths())
    var told = graph.nodes.map { Self.told(of: $0, weights, &byName, &byScopes) }
    Self.dropCommonRoot(&told, graph.nodes)
    guard told.contains(nil), told.count <= Self.mostNodes else {
      paths = told.map { $0 ?? "" }
      return
    }
    if Self.isFlat(told, graph.nodes, weights) {
      let blocks = RepeatedBlocks(graph)
      if blocks.hasBlocks {
        paths = blocks.names
        areFound = true
        return
      }
    }
    paths = PathCompletion(graph, told, nameCount: names.count, types).paths
  }

  /// The module that the file states; nil where it states none.
  private static func told(
    of node: ONNXNode, _ weights: WeightNames, _ byName: inout RecentPaths,
    _ byScopes: inout RecentPaths
  ) -> String? {
    if let scopes = node.scopes {
      return byScopes.path(scopes, mark: UInt8(ascii: ","), ModulePath.path(inList:))
    }
    if node.name.utf8.contains(UInt8(ascii: "/")) {
      return byName.path(node.name, mark: UInt8(ascii: "/")) { ModulePath.path(ofNode: $0) }
    }
    var common: String?
    for input in node.inputs where weights.contains(input) {
      guard let path = ModulePath.path(ofTensor: weights.texts[input.number]) else { continue }
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
        guard node.scopes == nil, !node.name.hasPrefix("/"), node.name.contains("/") else { return }
        let first = path.prefix { $0 != "." }
        guard first.endIndex < path.endIndex, root == nil || root == first else { return }
        root = first
      }
      guard let root else { return }
      told = told.map { $0.map { $0.isEmpty ? $0 : String($0.dropFirst(root.count + 1)) } }
    }
  }

  /// Whether most layers have no module, or one that only a number tells from others.
  private static func isFlat(
    _ told: [String?], _ nodes: [ONNXNode], _ weights: WeightNames
  ) -> Bool {
    var (count, named) = (0, 0)
    var paths: Set<String> = []
    for (path, node) in zip(told, nodes) where node.inputs.contains(where: weights.contains) {
      count += 1
      guard let path else { continue }
      if path.contains(".") || node.name.contains("/") || node.scopes != nil { named += 1 }
      paths.insert(path)
    }
    if count < fewestLayers || 2 * named >= count { return false }
    let words = Set(paths.map { $0.filter { !$0.isNumber } })
    if 4 * words.count > paths.count { named = max(named, paths.count) }
    return 2 * named < count
  }

  /// Layers from which a flat graph is worth dividing.
  private static let fewestLayers = 8
}

/// The names of the initializers of a graph.
private struct WeightNames {
  /// The names of the model by their numbers.
  let texts: TextList
  /// By the number of a name.
  private var isWeight: [Bool]

  init(_ graph: ONNXGraph, _ texts: TextList) {
    self.texts = texts
    isWeight = [Bool](repeating: false, count: texts.count)
    for tensor in graph.initializers { isWeight[tensor.id.number] = true }
  }

  func contains(_ name: ONNXName) -> Bool { isWeight[name.number] }
}

/// The paths of the last nodes; neighbors mostly have one of them too.
private struct RecentPaths {
  private struct Entry {
    /// What the path follows from: the first bytes of a text.
    let text: String
    let length: Int
    let path: String
  }

  private var entries: [Entry] = []
  /// The oldest entry.
  private var oldest = 0

  /// Modules that call each other take turns; more than these rarely do.
  private static let most = 4

  /// - Parameters:
  ///   - text: The text.
  ///   - mark: The path follows from what stands before the last of these.
  ///   - make: Makes the path of a text.
  /// - Returns: The path.
  mutating func path(_ text: String, mark: UInt8, _ make: (String) -> String) -> String {
    var shown = text
    let found = shown.withUTF8 { bytes -> (length: Int, place: Int?)? in
      // A text that ends with its mark has another last part.
      guard let end = bytes.lastIndex(of: mark), end + 1 < bytes.count else { return nil }
      return (end, place(of: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<end]))))
    }
    guard let (length, place) = found else { return make(text) }
    if let place { return entries[place].path }
    let entry = Entry(text: text, length: length, path: make(text))
    if entries.count < Self.most {
      entries.append(entry)
    } else {
      entries[oldest] = entry
      oldest = (oldest + 1) % Self.most
    }
    return entry.path
  }

  /// The entry of the texts that begin with these bytes, up to their last mark.
  private func place(of bytes: UnsafeRawBufferPointer) -> Int? {
    entries.indices.first {
      entries[$0].length == bytes.count && entries[$0].text.begins(with: bytes)
    }
  }
}
