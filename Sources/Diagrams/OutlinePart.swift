import RLANetworks

/// What an outline of a network draws as one box.
struct OutlinePart: Sendable {
  /// Modules by their numbers in the tree, in the order of execution, the main one first where
  /// others were joined to it; empty for operators outside of all modules.
  var modules: [Int]
  /// Ascending.
  var nodes: [Int]
  /// The nodes of each block where the part is a row of blocks that are alike.
  var blocks: [[Int]] = []
  /// Whether the blocks are the first modules, not parts of one.
  var isRow = false
  /// What fraction of the work of the network it does.
  var weight: Double
  /// Whether it has a product of matrices or many weights; the others may stand with what is next
  /// to them.
  var isMain: Bool

  /// Takes in a part that is drawn in the same box.
  mutating func join(_ other: OutlinePart) {
    let isLarger =
      (other.isMain ? 1 : 0, other.weight, -Double(other.firstNode))
      > (isMain ? 1 : 0, weight, -Double(firstNode))
    if isLarger {
      modules = other.modules + modules
      blocks = other.blocks
      isRow = other.isRow
    } else {
      modules += other.modules
    }
    nodes = (nodes + other.nodes).sorted()
    weight += other.weight
    isMain = isMain || other.isMain
  }

  /// The part without the nodes that are no members; nil where none is left.
  func within(_ members: Set<Int>) -> OutlinePart? {
    var part = self
    part.nodes.removeAll { !members.contains($0) }
    return part.nodes.isEmpty ? nil : part
  }

  var firstNode: Int { nodes.first ?? .max }
}
