/// How many operator calls a measure counts, takes for zero by rule, or knows nothing about.
public struct Coverage: Hashable, Sendable {
  /// The key of the measure.
  public let key: String
  public let counted: Int
  public let zero: Int
  public let unknown: Int

  public var calls: Int { counted + zero + unknown }

  public init(_ tally: WorkTally, _ measure: Convention.Measure) {
    var calls: [Convention.Verdict: Int] = [:]
    for (key, count) in tally.calls { calls[measure.verdict(on: key), default: 0] += count }
    key = measure.key
    counted = calls[.counted, default: 0]
    zero = calls[.zero, default: 0]
    unknown = calls[.unknown, default: 0]
  }

  /// The coverage of every measure of the given conventions.
  public static func all(_ tally: WorkTally, _ conventions: [Convention]) -> [Coverage] {
    conventions.flatMap(\.measures).map { Coverage(tally, $0) }
  }
}
