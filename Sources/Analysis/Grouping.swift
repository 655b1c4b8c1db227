import RLANetworks

/// A way to group the cost of a network into rows.
public struct Grouping: Sendable {
  /// The name on the command line and in JSON reports.
  public let key: String
  /// The heading above the names of the rows.
  public let heading: String
  /// Levels of modules that have rows of their own; nil for other groupings.
  public let depth: Int?
  /// What the rows show of nodes that are one operation together; nil where no row is about single
  /// operators.
  public let patterns: PatternRows?
  let rows: @Sendable (Profile) -> [Breakdown.Row]

  /// How nodes that are one operation together stand in rows.
  public enum PatternRows: String, CaseIterable, Sendable {
    /// As the operation that they are.
    case joined
    /// Each by itself.
    case nodes
  }

  private init(
    _ key: String, heading: String? = nil, depth: Int? = nil, patterns: PatternRows? = nil,
    _ rows: @escaping @Sendable (Profile) -> [Breakdown.Row]
  ) {
    self.key = key
    self.heading = heading ?? key
    self.depth = depth
    self.patterns = patterns
    self.rows = rows
  }

  /// By the modules of the published code, down to a depth.
  public static func modules(depth: Int) -> Grouping {
    Grouping("module", depth: depth) { ModuleTree($0, depth: depth).rows }
  }

  public static let operators = byOperator(.joined)

  private static func byOperator(_ patterns: PatternRows) -> Grouping {
    Grouping("operator", patterns: patterns) { profile in
      patterns == .joined ? profile.operationRows : profile.operatorRows
    }
  }

  public static let stages = Grouping("stage") { profile in
    profile.rows(of: profile.network.nodes.indices, hasPlace: true) {
      profile.network.stageName(of: $0)
    }
  }

  /// By the roles of nodes: the backbone, and what runs beside it.
  public static let parts = Grouping("rla-part", heading: "part") { $0.partRows }

  /// Every application of an operator.
  public static let calls = byCall(.joined)

  private static func byCall(_ patterns: PatternRows) -> Grouping {
    Grouping("call", patterns: patterns) { profile in
      patterns == .joined ? profile.operationCallRows : profile.callRows
    }
  }

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

  /// The same grouping with patterns in another form; groupings that show none stay as they are.
  public func showing(_ patterns: PatternRows) -> Grouping {
    if self.patterns == nil { return self }
    return key == Self.calls.key ? Self.byCall(patterns) : Self.byOperator(patterns)
  }
}

extension Grouping: Hashable {
  public static func == (left: Grouping, right: Grouping) -> Bool {
    left.key == right.key && left.depth == right.depth && left.patterns == right.patterns
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(depth)
    hasher.combine(patterns)
  }
}
