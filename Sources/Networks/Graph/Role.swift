/// What a part of a network is there for.
///
/// An open word: definitions declare theirs. Some roles are rows of reports, such as the
/// normalization of a state; others say what lies within one: a residual branch, a gate.
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
  /// Which one of its name it is: the letter of a gate, the kind of an attention.
  public let variant: String?
  /// nil where it keeps to the lane of what is around it.
  public let lane: Lane?
  /// Where reports list it among the roles of its lane; nil where they do not.
  public let rank: Int?

  /// A role that is a row of reports.
  public init(_ name: String, _ lane: Lane, rank: Int) {
    self.name = name
    self.lane = lane
    self.rank = rank
    variant = nil
  }

  /// A role within others, which reports do not list.
  public init(_ name: String, variant: String? = nil, lane: Lane? = nil) {
    self.name = name
    self.variant = variant
    self.lane = lane
    rank = nil
  }

  public static func == (left: Role, right: Role) -> Bool {
    left.name == right.name && left.variant == right.variant
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(variant)
  }

  /// Whether both have the same name, as two gates have.
  public func isVariant(of role: Role) -> Bool { name == role.name }

  /// The role of every node that is given no other.
  public static let main = Role("backbone", .main, rank: 0)
}
