/// What the definition of a network knows as one: a stage, a block, a residual branch, a gate.
///
/// Modules form a tree that follows the code as it runs. The names of the state_dict form another,
/// because several blocks may share one layer.
public struct Module: Sendable {
  public enum Kind: Hashable, Sendable {
    /// The whole network.
    case network
    case stage
    /// By its place in its stage, from 0.
    case block(Int)
    /// A part of one of the others.
    case part
  }

  public let kind: Kind
  // Large networks have some hundred thousand modules, so numbers are short; -1 stands for none.
  private let roleNumber: Int32
  private let parentNumber: Int32
  private var stageNumber: Int32
  private let blockNumber: Int32
  private let partNumber: Int32
  private let laneNumber: Int32
  /// Where its code stands in the published code: `stages.0.1`; empty in the outermost scope.
  public let path: String

  /// The whole network, in the first of its roles.
  init() {
    kind = .network
    path = ""
    (roleNumber, partNumber, laneNumber) = (0, 0, 0)
    (parentNumber, stageNumber, blockNumber) = (-1, -1, -1)
  }

  /// A module within another one.
  ///
  /// - Parameters:
  ///   - kind: What it is.
  ///   - path: Where its code stands.
  ///   - number: Its own number.
  ///   - outer: The module around it, with its number.
  ///   - role: What it is there for, with the number of the role.
  ///   - stage: Its number among the stages where it is one.
  init(
    _ kind: Kind, at path: String, number: Int, in outer: (number: Int, module: Module),
    role: (number: Int, role: Role)?, stage: Int?
  ) {
    self.kind = kind
    self.path = path
    let (own, around) = (Int32(number), outer.module)
    parentNumber = Int32(outer.number)
    roleNumber = role.map { Int32($0.number) } ?? -1
    stageNumber = stage.map { Int32($0) } ?? around.stageNumber
    if case .block = kind { blockNumber = own } else { blockNumber = around.blockNumber }
    partNumber = role?.role.rank == nil ? around.partNumber : own
    laneNumber = role?.role.lane == nil ? around.laneNumber : own
  }

  /// What it is there for, by its number in `Network.roles`; nil where its kind and path say it.
  public var role: Int? { roleNumber < 0 ? nil : Int(roleNumber) }

  /// The module around it, by its number; nil for the whole network.
  public var parent: Int? { parentNumber < 0 ? nil : Int(parentNumber) }

  /// A number in `Network.stages`; nil for what only holds stages.
  public var stage: Int? { stageNumber < 0 ? nil : Int(stageNumber) }

  /// The innermost block that it lies in or is, by its number in `Network.modules`.
  public var block: Int? { blockNumber < 0 ? nil : Int(blockNumber) }

  /// The innermost module around it, or itself, whose role reports list.
  public var part: Int { Int(partNumber) }

  /// The innermost module around it, or itself, whose role names a lane.
  var laneHolder: Int { Int(laneNumber) }

  /// The module as part of a stage, where it lies in none.
  func standing(inStage stage: Int) -> Module {
    var module = self
    if stageNumber < 0 { module.stageNumber = Int32(stage) }
    return module
  }
}

extension Network {
  /// The innermost module that a node belongs to.
  public func module(of node: Node) -> Module { modules[node.module] }

  /// The stage of a node, by its number in `stages`.
  public func stage(of node: Node) -> Int {
    guard let stage = modules[node.module].stage else {
      preconditionFailure("Every node stands in a stage.")
    }
    return stage
  }

  /// The name of the stage of a node.
  public func stageName(of node: Node) -> String { stages[stage(of: node)] }

  /// The innermost block around a node, by its number in `modules`; nil outside of blocks.
  public func block(of node: Node) -> Int? { modules[node.module].block }

  /// What a module is there for; nil where its kind and path say it.
  public func role(of module: Module) -> Role? { module.role.map { roles[$0] } }

  /// The role under which reports count a node: the innermost around it that they list.
  public func role(of node: Node) -> Role {
    role(of: modules[modules[node.module].part]) ?? .main
  }

  /// Whether a node has no role that reports list but the main one.
  public func isMain(_ node: Node) -> Bool { modules[node.module].part == 0 }

  /// The path of values that a node works on.
  public func lane(of node: Node) -> Role.Lane {
    role(of: modules[modules[node.module].laneHolder])?.lane ?? .main
  }

  /// The innermost module around a node that has a role, whatever its variant.
  ///
  /// - Returns: Its number in `modules`; nil where there is none.
  public func module(of node: Node, inRole role: Role) -> Int? {
    modules(around: node).first { self.role(of: modules[$0])?.isVariant(of: role) == true }
  }

  /// The modules that a node belongs to, from the innermost to the whole network, by their numbers.
  public func modules(around node: Node) -> some Sequence<Int> {
    sequence(first: node.module) { modules[$0].parent }
  }
}
