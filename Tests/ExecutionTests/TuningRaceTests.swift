import RLAExecution
import Testing

/// The choice of the fastest, with times that are made up.
@Suite struct TuningRaceTests {
  /// Runs a race whose participants take the given milliseconds in turn, the last ones for ever.
  private func race(
    _ times: [[Double]], rounds: Int = 5, hasTime: (Bool) -> Bool = { _ in true }
  ) -> (winner: Int?, runs: [Int]) {
    var runs = times.map { _ in 0 }
    let winner = TuningRace(rounds: rounds).winner(of: times.count) { index in
      defer { runs[index] += 1 }
      let own = times[index]
      return .seconds(own[min(runs[index], own.count - 1)] * 1e-3)
    } hasTime: { _, isFirst in
      hasTime(isFirst)
    }
    return (winner, runs)
  }

  @Test func `The least time wins, whatever the others of the same kernel are`() {
    #expect(race([[9, 4], [5, 5, 3], [5]]).winner == 1)
    #expect(race([[2]]).winner == 0)
  }

  @Test func `The rule of thumb wins where it is at most 3 % slower`() {
    #expect(race([[1.029], [1]]).winner == 0)
    #expect(race([[1.031], [1]]).winner == 1)
    #expect(race([[2], [1.01], [1]]).winner == 2)
  }

  @Test func `What is hopeless after a round runs no more`() {
    let (winner, runs) = race([[1], [9], [4], [2], [1.4]])
    #expect(winner == 0)
    #expect(runs == [5, 1, 2, 3, 5])
    #expect(race([[1], [9]]).runs == [2, 1])
  }

  @Test func `A first run that other load disturbs loses nothing`() {
    #expect(race([[1], [7, 0.5]]).winner == 1)
  }

  @Test func `A machine that becomes faster between two rounds leaves nobody out`() {
    // In the third round the first two ran before it did, the last one after it.
    let (winner, runs) = race([[2, 2, 2, 1], [2.4, 2.4, 2.4, 1.2], [2.6, 2.6, 1.3]], rounds: 7)
    #expect(winner == 0 && runs == [7, 7, 7])
  }

  @Test func `Without time for a run of each there is no choice, later the best so far wins`() {
    #expect(race([[2], [1]], hasTime: { _ in false }).winner == nil)
    let (winner, runs) = race([[2], [1]], hasTime: { $0 })
    #expect(winner == 1 && runs == [1, 1])
  }
}
