/// What a node is there for, beyond its operator.
///
/// An open word: definitions declare theirs.
public struct Role: Hashable, Sendable {
  /// A path of values through a network.
  ///
  /// Every network has the main one; some have another beside it.
  public struct Lane: Hashable, Sendable {
    /// What the values of the lane are called: `state`.
    public let name: String

    public init(_ name: String) {
      self.name = name
    }

    public static let main = Lane("features")
  }

  /// The name that reports print.
  public let name: String
  public let lane: Lane
  /// Where reports list it among the roles of its lane.
  public let rank: Int

  public init(_ name: String, _ lane: Lane, rank: Int) {
    self.name = name
    self.lane = lane
    self.rank = rank
  }

  // Every node is looked up by its role while a definition runs: the name decides.
  public static func == (left: Role, right: Role) -> Bool { left.name == right.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The role of every node that is given no other.
  public static let main = Role("backbone", .main, rank: 0)

}

extension Node {
  /// Whether the node has no role but the main one.
  public var isMain: Bool { role == 0 }
}
