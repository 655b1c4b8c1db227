import RLANetworks

/// The modules of a network as a tree that follows from their paths.
struct PathTree: Sendable {
  struct Module: Sendable {
    /// `layer1.0`; empty for the whole network.
    let path: String
    let depth: Int
    /// The module around it; the whole network is around itself.
    var parent = 0
    /// In the order of their first nodes.
    var children: [Int] = []
    /// The nodes that belong to no child, ascending.
    var ownNodes: [Int] = []
  }

  /// The whole network first, every module after the one around it.
  private(set) var modules = [Module(path: "", depth: 0)]
  private var numbers: [Substring: Int] = ["": 0]

  /// Deeper modules count as parts of those around them.
  private static let mostLevels = 24

  init(_ network: Network) {
    var last = (path: "", module: 0)
    for (number, node) in network.nodes.enumerated() {
      let path = network.modulePath(of: node)
      if path != last.path { last = (path, find(path)) }
      modules[last.module].ownNodes.append(number)
    }
  }

  /// The module with a path, made where it is missing.
  private mutating func find(_ path: String) -> Int {
    var module = 0
    var end = path.startIndex
    while end < path.endIndex, modules[module].depth < Self.mostLevels {
      let next = path.utf8[end...].firstIndex(of: UInt8(ascii: ".")) ?? path.endIndex
      let prefix = path[..<next]
      if let known = numbers[prefix] {
        module = known
      } else {
        let child = modules.count
        modules.append(
          Module(path: String(prefix), depth: modules[module].depth + 1, parent: module))
        modules[module].children.append(child)
        numbers[prefix] = child
        module = child
      }
      end = next < path.endIndex ? path.index(after: next) : next
    }
    return module
  }

  /// The module with a path, upper and lower case alike.
  func module(at path: String) -> Int? {
    if let number = numbers[path[...]] { return number }
    return modules.firstIndex { $0.path.lowercased() == path.lowercased() }
  }

  /// The innermost module that all of the nodes belong to.
  func module(around nodes: [Int]) -> Int {
    let members = Set(nodes)
    var module = 0
    while let child = modules[module].children.first(where: { child in
      self.nodes(in: child).count { members.contains($0) } == nodes.count
    }) {
      module = child
    }
    return module
  }

  /// The nodes of a module and of all modules within it, ascending.
  func nodes(in module: Int) -> [Int] {
    var found: [Int] = []
    var open = [module]
    while let next = open.popLast() {
      found += modules[next].ownNodes
      open += modules[next].children
    }
    return found.sorted()
  }

  /// The paths of a few modules of which each is the largest of a branch with so few nodes, the
  /// largest first.
  func largestModules(within nodes: Set<Int>, atMost limit: Int) -> [String] {
    var counts = modules.map { $0.ownNodes.count(where: nodes.contains) }
    for module in modules.indices.dropFirst().reversed() {
      counts[modules[module].parent] += counts[module]
    }
    let fitting = modules.indices.dropFirst().filter {
      (2...max(limit, 2)).contains(counts[$0]) && counts[modules[$0].parent] > limit
    }
    return fitting.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(3).map { modules[$0].path }
  }

  /// The last component of the path of a module.
  func name(of module: Int) -> Substring {
    let path = modules[module].path
    return path.lastIndex(of: ".").map { path[path.index(after: $0)...] } ?? path[...]
  }
}
