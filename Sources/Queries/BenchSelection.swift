public import RLAAnalysis
import RLAText

/// Which of several measured networks are shown, and in which order.
public struct BenchSelection: Sendable {
  /// What is known of a measured network.
  public struct Row: Sendable {
    public let profile: Profile
    public let latency: Latency
    /// The numbers of `measuredNames`, in their order.
    public let measured: [Double]

    public init(profile: Profile, latency: Latency, measured: [Double]) {
      self.profile = profile
      self.latency = latency
      self.measured = measured
    }
  }

  /// Names beside those of the figures and of the latency.
  public static let measuredNames = [
    "images_per_second", "gigamacs_per_second", "peak_share", "memory_bytes",
  ]

  /// Why a row cannot be chosen: the number of the row, and the reason.
  public struct Failure: Error, Hashable, Sendable {
    public let row: Int
    public let reason: ArithmeticFailure
  }

  private let names = ConditionNames(coordinates: Self.measuredNames, hasLatency: true)
  private let condition: Condition?
  private let order: (meaning: ConditionNames.Meaning, isAscending: Bool)?

  /// - Parameters:
  ///   - condition: What a row must meet, such as `latency < 5ms and macs > 1G`.
  ///   - sort: A name, with `:asc` for the smallest first.
  /// - Throws: `SweepColumns.Failure` with the first name that is wrong.
  public init(where condition: String?, sort: String?) throws(SweepColumns.Failure) {
    let names = names
    self.condition = try condition.map { text throws(SweepColumns.Failure) in
      do throws(ExpressionFailure) {
        return try Condition(
          parsing: text, vocabulary: names.names, byteNames: names.byteNames.union([3]))
      } catch {
        throw .condition(error)
      }
    }
    order = try sort.map { text throws(SweepColumns.Failure) in
      let sorting = Suffixed(text, ["asc", "desc"])
      guard let meaning = names.meaning(of: sorting.name) else {
        throw .unknown(
          sorting.name, .sort,
          suggestions: likelyNames(for: sorting.name, in: names.names, count: 3))
      }
      return (meaning, sorting.suffix == "asc")
    }
  }

  /// Whether all rows stay as they are.
  public var isEverything: Bool { condition == nil && order == nil }

  /// The numbers of the rows to show, in their order; rows that are equal keep theirs.
  ///
  /// - Throws: `Failure` where the condition has no value, or a figure that it names does not fit.
  public func selected(_ rows: [Row]) throws(Failure) -> [Int] {
    var kept: [Int] = []
    for (index, row) in rows.enumerated() where try holds(for: row, index) { kept.append(index) }
    guard let order else { return kept }
    var keys: [Int: Double] = [:]
    for index in kept { keys[index] = number(order.meaning, rows[index])?.approximation ?? 0 }
    return kept.sorted { left, right in
      let (first, second) = (keys[left] ?? 0, keys[right] ?? 0)
      if first == second { return left < right }
      return order.isAscending ? first < second : first > second
    }
  }

  private func holds(for row: Row, _ index: Int) throws(Failure) -> Bool {
    guard let condition else { return true }
    var values: [Int: Rational] = [:]
    for name in condition.names {
      guard let value = number(names.meaning(of: name), row) else {
        throw Failure(row: index, reason: .overflow)
      }
      values[name] = value
    }
    do throws(ArithmeticFailure) {
      return try condition.holds { values[$0] ?? Rational(0) }
    } catch {
      throw Failure(row: index, reason: error)
    }
  }

  /// The number that a name stands for; a latency in milliseconds.
  private func number(_ meaning: ConditionNames.Meaning, _ row: Row) -> Rational? {
    switch meaning {
    case .coordinate(let number):
      Rational(Int128((row.measured[number] * 1e6).rounded()), over: 1_000_000)
    case .figure(let number): names.figures[number].form(row.profile).value.map { Rational($0) }
    case .latency: row.latency.exactMilliseconds
    }
  }
}
