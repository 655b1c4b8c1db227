import RLANetworks

/// The two parallel paths of a network with recurrent layer aggregation.
public enum Lane: String, Hashable, Sendable, CaseIterable {
  /// The feature maps.
  case features = "x"
  /// The recurrent state.
  case state = "h"
}

/// A residual block and the update of the state that belongs to it.
public struct Block: Hashable, Sendable {
  /// The module that holds its layers: `stages.0.1`.
  public let path: String
  /// A number in `Network.stages`.
  public let stage: Int
  /// Its place within the stage, from 0.
  public let number: Int
  public let nodes: Range<Int>
}

/// What a drawing needs to know of a network beside its nodes: lanes, blocks and readers of values.
struct Anatomy: Sendable {
  let network: Network
  /// By node.
  let lanes: [Lane]
  /// By value, the nodes that read it, each as often as it does.
  let readers: [[Int]]
  let blocks: [Block]
  /// By node, a number in `blocks`.
  let blockOfNode: [Int?]
  /// By layer, how often it is applied.
  let applications: [Int]

  init(_ network: Network) {
    self.network = network
    var readers = [[Int]](repeating: [], count: network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      for value in node.reads { readers[value].append(index) }
    }
    self.readers = readers
    applications = network.applicationCounts
    lanes = network.nodes.map { node in
      if node.isMain { return .features }
      let feedsFeatures = readers[node.output].contains { network.nodes[$0].isMain }
      let isConcatenation = network.operator(of: node).kind == Concatenation.kind
      return isConcatenation && feedsFeatures ? .features : .state
    }
    blocks = Self.blocks(of: network)
    var blockOfNode = [Int?](repeating: nil, count: network.nodes.count)
    for (number, block) in blocks.enumerated() {
      for node in block.nodes { blockOfNode[node] = number }
    }
    self.blockOfNode = blockOfNode
  }

  func kind(_ node: Int) -> OperatorKind { network.operator(of: network.nodes[node]).kind }

  /// The lane of a value; inputs and constants are features.
  func lane(ofValue value: ValueID) -> Lane { producer(value).map { lanes[$0] } ?? .features }

  /// The node that makes a value; nil for inputs and constants.
  func producer(_ value: ValueID) -> Int? { network.producer(of: value) }

  func role(_ node: Int) -> Role { network.role(of: network.nodes[node]) }

  func isOutput(_ value: ValueID) -> Bool { network.outputs.contains { $0.value == value } }

  func blocks(ofStage stage: Int) -> [Block] { blocks.filter { $0.stage == stage } }
}

extension Anatomy {
  /// Layers in a module that counts as a block; smaller numbered modules are parts of one.
  private static let smallestBlock = 3

  /// The blocks in the order of execution.
  ///
  /// A block is a module that its container numbers, `layer1.0` or `stages.0.1`. Nodes of the state
  /// may stand outside its module, because layers are shared; they follow the block that they
  /// belong to. A stage whose numbered modules are single layers has no blocks.
  private static func blocks(of network: Network) -> [Block] {
    network.stages.indices.flatMap { stage -> [Block] in
      let nodes = network.nodes.indices.filter { network.nodes[$0].stage == stage }
      var runs: [(path: String, start: Int, layers: Int)] = []
      for node in nodes {
        guard network.nodes[node].isMain || runs.isEmpty else { continue }
        guard let path = numberedModule(network.path(of: network.nodes[node])) else { return [] }
        if runs.last?.path != path { runs.append((path, node, 0)) }
        runs[runs.count - 1].layers += 1
      }
      guard let end = nodes.last, runs.allSatisfy({ $0.layers >= smallestBlock }) else { return [] }
      return runs.indices.map { number in
        let next = number + 1 < runs.count ? runs[number + 1].start : end + 1
        return Block(
          path: runs[number].path, stage: stage, number: number,
          nodes: blockStart(
            runs[number].start, runs[number].path, network)..<blockStart(
              next, number + 1 < runs.count ? runs[number + 1].path : "", network))
      }
    }
  }

  /// The first node of the module at `path`, which may be a concatenation in front of the backbone's
  /// first node.
  private static func blockStart(_ node: Int, _ path: String, _ network: Network) -> Int {
    var start = node
    while start > 0, network.nodes[start - 1].stage == network.nodes[start].stage,
      network.path(of: network.nodes[start - 1]).hasPrefix(path + "."), !path.isEmpty
    {
      start -= 1
    }
    return start
  }

  /// The path up to its first run of numbers; nil where there is none.
  private static func numberedModule(_ path: String) -> String? {
    let parts = path.split(separator: ".")
    guard let first = parts.firstIndex(where: { Int($0) != nil }), first > 0 else { return nil }
    let end = parts[first...].firstIndex { Int($0) == nil } ?? parts.endIndex
    return parts[..<end].joined(separator: ".")
  }
}
