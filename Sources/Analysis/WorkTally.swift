public import Networks
public import Operators
public import Symbolic

/// The work of a set of nodes, added up by what conventions can tell apart.
public struct WorkTally: Sendable {
  /// What a counting tool can tell apart.
  public struct Key: Hashable, Sendable, Comparable {
    public let kind: OperatorKind
    public let spelling: Spelling

    public init(_ kind: OperatorKind, _ spelling: Spelling) {
      self.kind = kind
      self.spelling = spelling
    }

    public static func < (left: Key, right: Key) -> Bool {
      (left.kind.rawValue, left.spelling.rawValue) < (right.kind.rawValue, right.spelling.rawValue)
    }
  }

  public private(set) var sums: [Key: Work] = [:]
  /// Nodes behind each sum.
  public private(set) var calls: [Key: Int] = [:]
  /// Images per batch, for conventions that divide by it.
  public let batch: Dim

  public init(batch: Dim) {
    self.batch = batch
  }

  public mutating func add(_ work: Work, for key: Key) {
    sums[key, default: .none] += work
    calls[key, default: 0] += 1
  }

  public static func += (left: inout WorkTally, right: WorkTally) {
    for (key, work) in right.sums { left.sums[key, default: .none] += work }
    for (key, count) in right.calls { left.calls[key, default: 0] += count }
  }

  /// The sum over all nodes.
  public var total: Work { sums.values.reduce(into: .none) { $0 += $1 } }
}

extension InferredShapes {
  /// Adds up the work of the nodes with the given numbers, with the gradients that `flow` wants.
  public func tally(of nodes: some Sequence<Int>, _ flow: GradientFlow) -> WorkTally {
    var tally = WorkTally(batch: input.batch)
    for index in nodes {
      let node = network.nodes[index]
      let key = WorkTally.Key(network.operator(of: node).kind, node.spelling)
      tally.add(flow.restricted(work(ofNode: index), ofNode: index, in: network), for: key)
    }
    return tally
  }
}

extension InferredShapes {
  /// The numbers of all measures of the given conventions, by key.
  public func counts(
    _ flow: GradientFlow, conventions: [Convention] = Convention.all
  ) -> [String: Dim] {
    let tally = tally(of: network.nodes.indices, flow)
    var counts: [String: Dim] = [:]
    for convention in conventions {
      for measure in convention.measures { counts[measure.key] = measure.count(tally) }
      if let parameters = convention.parameters {
        counts[parameters.key] = parameters.count(network, frozenLayers: flow.frozenLayers)
      }
    }
    return counts
  }
}
