import RLAArchitectures
import RLANetworks

/// The two parallel paths of a network with recurrent layer aggregation.
public enum Lane: String, Hashable, Sendable, CaseIterable {
  /// The feature maps.
  case features = "x"
  /// The recurrent state.
  case state = "h"

  init(_ lane: Role.Lane) {
    self = lane == .main ? .features : .state
  }
}

/// A block of a stage, with the update of the state that belongs to it.
struct Block: Sendable {
  /// A number in `Network.stages`.
  let stage: Int
  /// Its place within the stage, from 0.
  let number: Int
  /// Ascending.
  var nodes: [Int] = []
}

/// A network by what a drawing looks up in it: the readers of values, lanes and blocks.
struct NetworkIndex: Sendable {
  let network: Network
  /// By node.
  let lanes: [Lane]
  /// By value, the nodes that read it, each as often as it does.
  let readers: [[Int]]
  /// In the order of execution.
  let blocks: [Block]
  /// By layer, how often it is applied.
  let applications: [Int]
  /// By layer, whether nodes of several stages apply it.
  let crossesStages: [Bool]
  /// By module, a number in `blocks`.
  private let blockNumbers: [Int: Int]

  init(_ network: Network) {
    self.network = network
    lanes = network.nodes.map { Lane(network.lane(of: $0)) }
    applications = network.applicationCounts
    readers = network.readers
    var blocks: [Block] = []
    var blockNumbers: [Int: Int] = [:]
    var stages = [Int?](repeating: nil, count: network.layers.count)
    var crossesStages = [Bool](repeating: false, count: network.layers.count)
    for (index, node) in network.nodes.enumerated() {
      if let layer = node.layer {
        let stage = network.stage(of: node)
        if let other = stages[layer], other != stage { crossesStages[layer] = true }
        stages[layer] = stage
      }
      guard let module = network.block(of: node),
        case .block(let number) = network.modules[module].kind
      else { continue }
      if blockNumbers[module] == nil {
        blockNumbers[module] = blocks.count
        blocks.append(Block(stage: network.stage(of: node), number: number))
      }
      if let position = blockNumbers[module] { blocks[position].nodes.append(index) }
    }
    self.crossesStages = crossesStages
    self.blocks = blocks
    self.blockNumbers = blockNumbers
  }

  func kind(_ node: Int) -> OperatorKind { network.nodes[node].kind }

  /// The lane of a value; inputs and constants are features, and what a cell gives to the next one
  /// is a state.
  func lane(ofValue value: ValueID) -> Lane {
    guard let producer = producer(value) else { return .features }
    return isHanded(value, from: producer) ? .state : lanes[producer]
  }

  private func isHanded(_ value: ValueID, from producer: Int) -> Bool {
    guard let cell = module(producer, inRole: .cell) else { return false }
    return readers[value].contains { reader in
      module(reader, inRole: .cell).map { $0 != cell } == true
    }
  }

  /// The node that makes a value; nil for inputs and constants.
  func producer(_ value: ValueID) -> Int? { network.producer(of: value) }

  func isOutput(_ value: ValueID) -> Bool { network.outputs.contains { $0.value == value } }

  func stage(_ node: Int) -> Int { network.stage(of: network.nodes[node]) }

  func blocks(ofStage stage: Int) -> [Block] { blocks.filter { $0.stage == stage } }

  /// The block around a node; nil outside of blocks.
  func block(_ node: Int) -> Block? {
    network.block(of: network.nodes[node]).flatMap { blockNumbers[$0] }.map { blocks[$0] }
  }
}

extension NetworkIndex {
  /// The role under which reports count a node.
  func role(_ node: Int) -> Role { network.role(of: network.nodes[node]) }

  /// The innermost module around a node that has a role, by its number; nil where there is none.
  func module(_ node: Int, inRole role: Role) -> Int? {
    network.module(of: network.nodes[node], inRole: role)
  }

  /// Which gate, attention or cell a node belongs to, by its name in the field.
  func variant(_ node: Int, of role: Role) -> String? {
    module(node, inRole: role).flatMap { network.role(of: network.modules[$0])?.variant }
  }

  func contains(_ group: [Int], role: Role) -> Bool {
    group.contains { module($0, inRole: role) != nil }
  }
}
