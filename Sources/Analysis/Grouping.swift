import RLANetworks

/// A way to group the cost of a network into rows.
public struct Grouping: Sendable {
  /// The name on the command line and in JSON reports.
  public let key: String
  /// The heading above the names of the rows.
  public let heading: String
  /// Levels of modules that have rows of their own; nil for other groupings.
  public let depth: Int?
  let rows: @Sendable (Profile) -> [Breakdown.Row]

  private init(
    _ key: String, heading: String? = nil, depth: Int? = nil,
    _ rows: @escaping @Sendable (Profile) -> [Breakdown.Row]
  ) {
    self.key = key
    self.heading = heading ?? key
    self.depth = depth
    self.rows = rows
  }

  /// By the modules of the published code, down to a depth.
  public static func modules(depth: Int) -> Grouping {
    Grouping("module", depth: depth) { ModuleTree($0, depth: depth).rows }
  }

  public static let operators = Grouping("operator") { profile in
    profile.rows { "\(profile.network.operator(of: $0).kind)" }
  }

  public static let stages = Grouping("stage") { profile in
    profile.rows(hasPlace: true) { profile.network.stageName(of: $0) }
  }

  /// By the roles of nodes: the backbone, and what runs beside it.
  public static let parts = Grouping("rla-part", heading: "part") { $0.partRows }

  /// Every application of an operator.
  public static let calls = Grouping("call") { $0.callRows }

  /// The groupings that sum calls up, modules with as many levels as a page takes.
  public static let sums: [Grouping] = [.modules(depth: 2), .operators, .stages, .parts]

  /// The grouping with the given key, whatever its case; nil where there is none.
  public static func named(_ key: String) -> Grouping? {
    (sums + [.calls]).first { $0.key == key.lowercased() }
  }

  /// The same grouping, modules down to another depth.
  public func reaching(depth: Int) -> Grouping {
    self.depth == nil ? self : .modules(depth: depth)
  }
}

extension Grouping: Hashable {
  public static func == (left: Grouping, right: Grouping) -> Bool {
    left.key == right.key && left.depth == right.depth
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(depth)
  }
}
