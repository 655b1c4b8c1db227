/// Repeats runs until a limit is reached, and starts over where the machine was disturbed.
struct MeasuredSeries {
  let limits: Benchmark.Limits
  let stopwatch: Stopwatch
  let watch: LoadWatch
  let isInterrupted: () -> Bool
  let progress: (MeasurementProgress) -> Void

  /// What a series measured, and how.
  struct Outcome<Value> {
    let value: Value
    let conditions: SeriesConditions
  }

  /// - Parameters:
  ///   - warmUp: One run whose time is not wanted.
  ///   - clear: Forgets the times of an earlier series.
  ///   - once: One run, which times itself by the watch; false where it was interrupted.
  ///   - value: What the runs since the last `clear` measured.
  /// - Returns: The least disturbed series; nil if no run finished.
  func run<Value>(
    warmUp: () -> Void, clear: () -> Void, once: () -> Bool, value: () -> Value
  ) -> Outcome<Value>? {
    let begin = stopwatch.elapsed
    let warmups = warmedUp(since: begin, warmUp)
    var best: (value: Value, load: MachineLoad)?
    var attempt = 0
    while attempt < limits.attempts, !isInterrupted(), attempt == 0 || hasTime(since: begin) {
      attempt += 1
      clear()
      guard let load = series(attempt, since: begin, once) else { break }
      if best.map({ load.severity < $0.load.severity }) ?? true { best = (value(), load) }
      if !load.isDisturbed { break }
    }
    return best.map { best in
      Outcome(
        value: best.value,
        conditions: SeriesConditions(
          warmup: warmups, attempts: attempt, load: best.load, wasInterrupted: isInterrupted()))
    }
  }

  /// Runs before the clock starts; at most half of the time that there is.
  private func warmedUp(since begin: Duration, _ warmUp: () -> Void) -> Int {
    var finished = 0
    while finished < limits.warmup, !isInterrupted() {
      if finished > 0, let limit = limits.duration, stopwatch.elapsed - begin > limit / 2 { break }
      warmUp()
      finished += 1
      report(finished, of: limits.warmup, attempt: 0, since: begin, begin)
    }
    return finished
  }

  private func series(
    _ attempt: Int, since begin: Duration, _ once: () -> Bool
  ) -> MachineLoad? {
    var finished = 0
    watch.start()
    let start = stopwatch.elapsed
    while finished < limits.runs, !isInterrupted(), once() {
      finished += 1
      report(finished, of: limits.runs, attempt: attempt, since: begin, start)
      if !hasTime(since: begin) { break }
      watch.pause()
    }
    return finished == 0 ? nil : watch.load()
  }

  private func hasTime(since begin: Duration) -> Bool {
    limits.duration.map { stopwatch.elapsed - begin <= $0 } ?? true
  }

  private func report(
    _ finished: Int, of total: Int, attempt: Int, since begin: Duration, _ start: Duration
  ) {
    let now = stopwatch.elapsed
    let byRuns = total == .max ? nil : (now - start) / finished * (total - finished)
    let byTime = limits.duration.map { max(.zero, $0 - (now - begin)) }
    let remaining = byRuns.map { runs in byTime.map { min(runs, $0) } ?? runs } ?? byTime
    progress(
      MeasurementProgress(
        attempt: attempt, finished: finished, total: total == .max ? nil : total,
        remaining: remaining ?? .zero))
  }
}

/// How far a measurement has come.
public struct MeasurementProgress: Hashable, Sendable {
  /// From 1; 0 while the machine warms up.
  public let attempt: Int
  /// Finished runs of this attempt.
  public let finished: Int
  /// Wanted runs; nil where only the time limits them.
  public let total: Int?
  /// The time that is left for this attempt, from the time of the runs so far.
  public let remaining: Duration

  public init(attempt: Int, finished: Int, total: Int?, remaining: Duration) {
    self.attempt = attempt
    self.finished = finished
    self.total = total
    self.remaining = remaining
  }
}

/// How a series of runs went.
public struct SeriesConditions: Sendable {
  /// Runs before the clock started.
  public let warmup: Int
  /// Series that were measured, the least disturbed of which counts.
  public let attempts: Int
  public let load: MachineLoad
  public let wasInterrupted: Bool
}
