public import Networks
public import Operators
public import Symbolic

/// The work of a set of nodes, added up by what conventions can tell apart.
public struct WorkTally: Sendable {
  /// What a counting tool can tell apart.
  public struct Key: Hashable, Sendable, Comparable {
    public let kind: OperatorKind
    public let torch: TorchNames
    public let spelling: Spelling

    public init(_ function: any Operator, _ spelling: Spelling) {
      kind = function.kind
      torch = function.torch
      self.spelling = spelling
    }

    public static func == (left: Key, right: Key) -> Bool {
      left.kind == right.kind && left.spelling == right.spelling && left.torch == right.torch
    }

    // Names follow from the kind but for its number of axes, so that they need no hashing.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(kind)
      hasher.combine(spelling)
    }

    /// In the order of the vocabulary.
    public static func < (left: Key, right: Key) -> Bool {
      (left.place, left.torch.name, left.spelling.rawValue)
        < (right.place, right.torch.name, right.spelling.rawValue)
    }

    private var place: Int { OperatorCatalog.places[kind] ?? .max }
  }

  public private(set) var sums: [Key: Work] = [:]
  /// Nodes behind each sum.
  public private(set) var calls: [Key: Int] = [:]
  /// Samples per batch, for conventions that divide by it.
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

  /// The tally of as many runs over the same nodes.
  public func repeated(_ times: Dim) -> WorkTally {
    var tally = self
    tally.sums = sums.mapValues { $0.repeated(times) }
    return tally
  }

  /// The sum over all nodes.
  public var total: Work { sums.values.reduce(into: .none) { $0 += $1 } }
}

extension Profile {
  /// The numbers of all measures of the given conventions, by key.
  public func counts(_ conventions: [Convention] = Convention.all) -> [String: Dim] {
    var counts: [String: Dim] = [:]
    for convention in conventions {
      for measure in convention.measures { counts[measure.key] = measure.count(total.tally) }
      if let parameters = convention.parameters {
        counts[parameters.key] = parameters.count(
          network, convention.measures[0], frozenLayers: flow.frozenLayers)
      }
    }
    return counts
  }
}
