/// A clock of any kind, read as the time since the stopwatch was made.
struct Stopwatch: Sendable {
  private let read: @Sendable () -> Duration

  init(_ clock: some Clock<Duration>) {
    let start = clock.now
    read = { start.duration(to: clock.now) }
  }

  var elapsed: Duration { read() }

  /// The time that some work takes.
  func time<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) -> Duration {
    let start = elapsed
    try work()
    return elapsed - start
  }
}

extension Duration {
  package var seconds: Double { self / .seconds(1) }
  package var milliseconds: Double { self / .milliseconds(1) }
}
