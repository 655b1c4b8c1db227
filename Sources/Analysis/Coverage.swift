import RLANetworks

/// How many operator calls a measure counts, ignores, does not see, or has no rule for.
public struct Coverage: Hashable, Sendable {
  /// The key of the measure.
  public let key: String
  public let counted: Int
  public let ignored: Int
  public let unseen: Int
  /// Calls whose count a later call of the same module replaces.
  public let overwritten: Int
  /// Calls of other operators that it meets and has no rule for.
  public let unsupported: Int
  /// Calls of unknown operators, for which no convention can be trusted.
  public let unknown: Int

  public var calls: Int { counted + zero + unknown }

  /// Calls that count nothing, for a known reason.
  public var zero: Int { ignored + unseen + overwritten + unsupported }

  public init(_ tally: WorkTally, _ measure: Convention.Measure) {
    var calls: [Convention.Verdict: Int] = [:]
    var unknown = 0
    for (key, entry) in tally.entries {
      let count = entry.calls
      let verdict = measure.verdict(on: key)
      // What an unknown operator costs is not known, however little of it a tool sees.
      if verdict != .counted, key.kind.category == .custom {
        unknown += count
      } else {
        calls[verdict, default: 0] += count
      }
    }
    key = measure.key
    counted = calls[.counted, default: 0]
    ignored = calls[.ignored, default: 0]
    unseen = calls[.unseen, default: 0]
    overwritten = calls[.overwritten, default: 0]
    unsupported = calls[.unsupported, default: 0]
    self.unknown = unknown
  }

  /// The coverage of each of the given measures.
  public static func all(_ tally: WorkTally, _ measures: [Convention.Measure]) -> [Coverage] {
    measures.map { Coverage(tally, $0) }
  }

  /// The coverage of every measure of the given conventions.
  public static func all(_ tally: WorkTally, _ conventions: [Convention]) -> [Coverage] {
    all(tally, conventions.flatMap(\.measures))
  }
}
