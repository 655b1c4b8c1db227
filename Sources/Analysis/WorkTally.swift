public import RLANetworks
public import RLASymbolic

/// The work of a set of nodes, added up by what conventions can distinguish.
public struct WorkTally: Sendable {
  /// What a counting tool can distinguish.
  package struct Key: Hashable, Sendable, Comparable {
    package let kind: OperatorKind
    package let torch: TorchNames
    package let callStyle: CallStyle
    /// Whether the same module is called again later in the pass.
    package let isCalledAgain: Bool
    /// The type that a file gives the node; nil where no file has it.
    package let nodeType: String?
    /// How often a walk through the modules comes to the layer; 1 for most, and for functions.
    package let visits: Int
    /// Names of the layer.
    package let listings: Int

    package init(
      _ function: any Operator, _ callStyle: CallStyle, isCalledAgain: Bool = false,
      nodeType: String? = nil, visits: Int = 1, listings: Int = 1
    ) {
      kind = function.kind
      torch = function.torch
      self.callStyle = callStyle
      self.isCalledAgain = isCalledAgain
      self.nodeType = nodeType
      self.visits = visits
      self.listings = listings
    }

    private init(lastCall key: Key) {
      kind = key.kind
      torch = key.torch
      callStyle = key.callStyle
      isCalledAgain = false
      nodeType = nil
      (visits, listings) = (1, 1)
    }

    /// The key as if a walk through the modules came to the layer once.
    fileprivate var withModuleOnce: Key { Key(self, visits: 1, listings: 1) }

    private init(_ key: Key, visits: Int, listings: Int) {
      kind = key.kind
      torch = key.torch
      callStyle = key.callStyle
      isCalledAgain = key.isCalledAgain
      nodeType = key.nodeType
      self.visits = visits
      self.listings = listings
    }

    /// The key as if the module were not called again, and from no file.
    fileprivate var asLastCall: Key { Key(lastCall: self) }

    package static func == (left: Key, right: Key) -> Bool {
      left.kind == right.kind && left.callStyle == right.callStyle
        && left.isCalledAgain == right.isCalledAgain && left.torch == right.torch
        && left.nodeType == right.nodeType && left.visits == right.visits
        && left.listings == right.listings
    }

    // Names follow from the kind except for the number of axes, and few keys share a kind, so that
    // the rest needs no hashing.
    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }

    /// In the order of the vocabulary.
    package static func < (left: Key, right: Key) -> Bool {
      left.order < right.order
    }

    private var order: (Int, String, Int, Int, String, Int) {
      (place, torch.name, callStyle.rawValue, isCalledAgain ? 1 : 0, nodeType ?? "", visits)
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

  /// Whether an application of an operator of this kind is in it.
  package func contains(_ kind: OperatorKind) -> Bool { entries.keys.contains { $0.kind == kind } }

  /// The work under each key.
  package var sums: [Key: Work] { entries.mapValues(\.work) }

  package mutating func add(_ work: Work, for key: Key) {
    entries[key, default: Entry()].add(work, calls: 1)
  }

  /// Adds work that nothing calls, since its result is known before anything runs.
  mutating func add(_ work: ConstantWork) {
    let key = Key(work.operator, .constant, nodeType: work.type)
    entries[key, default: Entry()].add(work.work, calls: 0)
  }

  public static func += (left: inout WorkTally, right: WorkTally) {
    if left.entries.isEmpty {
      left.entries = right.entries
      return
    }
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

  /// The largest number of modules that hold one layer.
  package var mostHolders: Int { entries.keys.reduce(1) { max($0, $1.visits) } }

  /// The tally as if no tool came to a shared module more than once; nil where none does.
  package var withModulesOnce: WorkTally? {
    guard entries.keys.contains(where: { $0.visits > 1 || $0.listings > 1 }) else { return nil }
    var tally = WorkTally(batch: batch)
    for (key, entry) in entries {
      tally.entries[key.withModuleOnce, default: Entry()].add(entry.work, calls: entry.calls)
    }
    return tally
  }

  /// Whether both hold the same work, no matter which modules are called again later and whether a
  /// file has it.
  package func hasSameWork(as other: WorkTally) -> Bool { lastCalls == other.lastCalls }

  /// The entries as if no module were called again, without what nothing calls.
  private var lastCalls: [Key: Entry] {
    entries.filter { $0.key.callStyle != .constant }.reduce(into: [:]) { merged, entry in
      merged[entry.key.asLastCall, default: Entry()].add(
        entry.value.work, calls: entry.value.calls)
    }
  }

  /// The sum over all nodes.
  public var total: Work {
    entries.reduce(into: .none) { sum, entry in
      if entry.key.callStyle != .constant { sum += entry.value.work }
    }
  }
}

extension WorkTally.Entry {
  fileprivate mutating func add(_ work: Work, calls: Int) {
    self.work += work
    self.calls += calls
  }
}

extension Profile {
  /// The numbers of all measures of the given conventions, by key, as the tools add them up.
  public func counts(_ conventions: [Convention] = Convention.all) -> [String: Dim] {
    counts(conventions) { $0.count(total.tally) }
  }

  /// The same numbers, had every tool added up integers.
  package func exactCounts(_ conventions: [Convention] = Convention.all) -> [String: Dim] {
    counts(conventions) { $0.exactCount(total.tally) }
  }

  private func counts(
    _ conventions: [Convention], _ count: (Convention.Measure) -> Dim
  ) -> [String: Dim] {
    var counts: [String: Dim] = [:]
    for convention in conventions {
      for measure in convention.measures { counts[measure.key] = count(measure) }
      if let parameters = convention.parameters {
        counts[parameters.key] = parameters.count(
          network, convention.measures[0], frozenLayers: flow.frozenLayers)
      }
    }
    return counts
  }
}
