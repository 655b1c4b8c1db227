/// Finds the fastest of several ways to do one thing by running them in turn.
///
/// The least time of each counts, since other load only adds to a time. The first of them, the rule of
/// thumb, wins where it is hardly slower than the fastest, so that the choice does not change with the
/// noise.
package struct TuningRace: Sendable {
  /// Runs of each, as far as there is time; at least one.
  private let rounds: Int
  /// How much slower than the fastest the first may be and still win.
  package static let tie = 1.03
  /// Those that were this many times as slow as the fastest of every round are left out after the first,
  /// the second and later rounds: the first finds cold caches, and other load can make any single run
  /// several times as slow.
  private static let hopeless = [8, 3, 1.5]

  package init(rounds: Int) {
    precondition(rounds > 0, "A race has at least one round.")
    self.rounds = rounds
  }

  /// Runs all of them in turn.
  ///
  /// - Parameters:
  ///   - count: How many take part, at least one.
  ///   - time: Runs one and says how long it took.
  ///   - hasTime: Whether there is time for another run that takes this long, in the first round,
  ///     which every choice needs, or a later one.
  /// - Returns: The number of the winner; nil where there was not time for a run of each.
  package func winner(
    of count: Int, time: (Int) -> Duration, hasTime: (_ expected: Duration, _ isFirst: Bool) -> Bool
  ) -> Int? {
    precondition(count > 0, "A race has somebody to win it.")
    var least = [Duration?](repeating: nil, count: count)
    // By how much each was slower than the fastest of a round, in its best one: a machine that becomes
    // faster or slower between two rounds changes the times of all.
    var behind = [Double](repeating: .infinity, count: count)
    var running = Array(0..<count)
    for round in 0..<rounds {
      var times = [Duration?](repeating: nil, count: count)
      for index in running {
        let expected = least[index] ?? least.compactMap(\.self).min() ?? .zero
        guard hasTime(expected, round == 0) else { return round == 0 ? nil : Self.winner(least) }
        let taken = time(index)
        times[index] = taken
        least[index] = min(least[index] ?? taken, taken)
      }
      let best = times.compactMap(\.self).min() ?? .zero
      for index in running {
        behind[index] = min(behind[index], (times[index] ?? .zero) / max(best, .nanoseconds(1)))
      }
      let factor = Self.hopeless[min(round, Self.hopeless.count - 1)]
      running.removeAll { behind[$0] > factor }
      if running.count == 1, round > 0 { break }
    }
    return Self.winner(least)
  }

  private static func winner(_ least: [Duration?]) -> Int {
    winner(least.map { $0 ?? .seconds(Int64.max) })
  }

  /// The number of the winner by the least time of each.
  package static func winner(_ times: [Duration]) -> Int {
    let fastest = times.indices.min { times[$0] < times[$1] } ?? 0
    return times[0] <= times[fastest] * tie ? 0 : fastest
  }
}
