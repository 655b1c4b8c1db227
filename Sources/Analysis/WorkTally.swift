public import RLANetworks
public import RLASymbolic

/// The work of a set of nodes, added up by what conventions can distinguish.
public struct WorkTally: Sendable {
  /// What a counting tool can distinguish.
  package struct Key: Hashable, Sendable, Comparable {
    package let kind: OperatorKind
    package let torch: TorchNames
    package let callStyle: CallStyle

    package init(_ function: any Operator, _ callStyle: CallStyle) {
      kind = function.kind
      torch = function.torch
      self.callStyle = callStyle
    }

    package static func == (left: Key, right: Key) -> Bool {
      left.kind == right.kind && left.callStyle == right.callStyle && left.torch == right.torch
    }

    // Names follow from the kind except for the number of axes, so they need no hashing.
    package func hash(into hasher: inout Hasher) {
      hasher.combine(kind)
      hasher.combine(callStyle)
    }

    /// In the order of the vocabulary.
    package static func < (left: Key, right: Key) -> Bool {
      (left.place, left.torch.name, left.callStyle.rawValue)
        < (right.place, right.torch.name, right.callStyle.rawValue)
    }

    private var place: Int { OperatorCatalog.places[kind] ?? .max }
  }

  /// The total work of the applications under one key, and their number.
  public struct Entry: Hashable, Sendable {
    public fileprivate(set) var work = Work.none
    public fileprivate(set) var calls = 0
  }

  package private(set) var entries: [Key: Entry] = [:]
  /// Samples per batch, for conventions that divide by it.
  public let batch: Dim

  public init(batch: Dim) {
    self.batch = batch
  }

  /// The work under each key.
  package var sums: [Key: Work] { entries.mapValues(\.work) }

  package mutating func add(_ work: Work, for key: Key) {
    entries[key, default: Entry()].add(work, calls: 1)
  }

  public static func += (left: inout WorkTally, right: WorkTally) {
    for (key, entry) in right.entries {
      left.entries[key, default: Entry()].add(entry.work, calls: entry.calls)
    }
  }

  /// The tally of a number of runs over the same nodes, each of which stays one call.
  public func repeated(_ times: Dim) -> WorkTally {
    var tally = self
    for key in entries.keys {
      tally.entries[key]?.work = entries[key]?.work.repeated(times) ?? .none
    }
    return tally
  }

  /// The sum over all nodes.
  public var total: Work { entries.values.reduce(into: .none) { $0 += $1.work } }
}

extension WorkTally.Entry {
  fileprivate mutating func add(_ work: Work, calls: Int) {
    self.work += work
    self.calls += calls
  }
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
