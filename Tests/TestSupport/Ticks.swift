import Synchronization

/// A clock that advances a millisecond with every reading.
public final class Ticks: Clock, Sendable {
  public struct Instant: InstantProtocol {
    var time: Duration

    public func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
    public func duration(to other: Instant) -> Duration { other.time - time }
    public static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
  }

  private let readings = Atomic(0)

  public init() {}

  public var now: Instant {
    Instant(time: .milliseconds(readings.add(1, ordering: .relaxed).newValue))
  }

  public let minimumResolution = Duration.milliseconds(1)

  public func sleep(until deadline: Instant, tolerance: Duration?) async throws {}
}
