import Synchronization

/// A clock that advances a millisecond with every reading.
final class Ticks: Clock, Sendable {
  struct Instant: InstantProtocol {
    var time: Duration

    func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
    func duration(to other: Instant) -> Duration { other.time - time }
    static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
  }

  private let readings = Atomic(0)

  var now: Instant {
    Instant(time: .milliseconds(readings.add(1, ordering: .relaxed).newValue))
  }

  let minimumResolution = Duration.milliseconds(1)

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
