import RLANetworks
import RLASymbolic

/// The modules of a network as a tree, down to a depth.
struct ModuleTree {
  /// A module of the published code, by its path.
  private final class Entry {
    let name: String
    let depth: Int
    var children: [Entry] = []
    var childrenByName: [Substring: Entry] = [:]
    var own: Metrics
    /// The last of the module's own nodes that belongs to the backbone, and the last of all.
    var lastNode = (backbone: -1, any: -1)

    init(_ name: String, depth: Int, batch: Dim) {
      self.name = name
      self.depth = depth
      own = Metrics(batch: batch)
    }

    /// The module's own nodes and those of its children.
    var metrics: Metrics { children.reduce(into: own) { $0 += $1.metrics } }

    /// The node whose result is that of the module and its children; features before states.
    var end: Int { ends.backbone >= 0 ? ends.backbone : ends.any }

    private var ends: (backbone: Int, any: Int) {
      children.reduce(lastNode) { last, child in
        (max(last.backbone, child.ends.backbone), max(last.any, child.ends.any))
      }
    }
  }

  /// More siblings than this are shown as one row.
  private static let siblingLimit = 48

  /// The row for what the network's own code computes between its modules.
  private static let ownFunctions = "(functions)"

  private let root: Entry
  private let shapes: InferredShapes
  private let batch: Dim

  init(_ profile: Profile, depth: Int) {
    shapes = profile.shapes
    batch = profile.batch
    root = Entry("", depth: 0, batch: batch)
    for place in profile.places {
      let module = find(place.path, depth)
      module.own += place.metrics
      module.lastNode.any = max(module.lastNode.any, place.lastNode.any)
      module.lastNode.backbone = max(module.lastNode.backbone, place.lastNode.backbone)
    }
  }

  /// The module with the given path, or its ancestor at the given depth.
  private func find(_ path: String, _ depth: Int) -> Entry {
    var module = root
    var end = path.startIndex
    while end < path.endIndex, module.depth < depth {
      let next = path.utf8[end...].firstIndex(of: UInt8(ascii: ".")) ?? path.endIndex
      let component = path[end..<next]
      if let child = module.childrenByName[component] {
        module = child
      } else {
        let child = Entry(String(path[..<next]), depth: module.depth + 1, batch: batch)
        module.childrenByName[component] = child
        module.children.append(child)
        module = child
      }
      end = next < path.endIndex ? path.index(after: next) : next
    }
    return module
  }

  /// Parents before children, siblings in the order of their first call.
  var rows: [Breakdown.Row] {
    var result: [Breakdown.Row] = []
    append(childrenOf: root, to: &result)
    if root.lastNode.any >= 0 {
      result.append(
        Breakdown.Row(
          name: Self.ownFunctions, depth: 1, metrics: root.own,
          output: shapes.output(ofNode: root.lastNode.any)))
    }
    return result
  }

  private func append(childrenOf module: Entry, to rows: inout [Breakdown.Row]) {
    guard module.children.count <= Self.siblingLimit || module.depth == 0 else {
      rows.append(collapsedRow(module.children))
      return
    }
    for child in module.children {
      rows.append(
        Breakdown.Row(
          name: child.name, depth: child.depth, metrics: child.metrics,
          output: lastOutput(of: child)))
      append(childrenOf: child, to: &rows)
    }
  }

  private func collapsedRow(_ modules: [Entry]) -> Breakdown.Row {
    let metrics = modules.reduce(into: Metrics(batch: batch)) { $0 += $1.metrics }
    guard let first = modules.first, let last = modules.last else {
      preconditionFailure("Only a full row collapses.")
    }
    return Breakdown.Row(
      name: "\(first.name) to \(last.name)", depth: first.depth, metrics: metrics,
      output: lastOutput(of: last), note: "\(modules.count) modules")
  }

  private func lastOutput(of module: Entry) -> Shape {
    shapes.output(ofNode: module.end)
  }
}
