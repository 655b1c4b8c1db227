import RLAKernels

/// Watches the load of the machine while a series of runs is timed.
final class LoadWatch {
  private let source: LoadSource
  private let stopwatch: Stopwatch
  private let canary: Canary
  private let threads: Int
  private var first: LoadReading
  private var begin = Duration.zero
  private var lastCanary = Duration.zero
  private var canaryTimes: [Duration] = []
  private var shares: [Double] = []

  /// How often the canary runs at most: often enough to see the load change, too seldom to cost time.
  private static let interval = Duration.milliseconds(100)
  /// Runs of the canary of which the shortest counts, since a thread may have to wake first.
  private static let repetitions = 3

  init(_ source: LoadSource, _ stopwatch: Stopwatch, _ pool: WorkerPool) {
    self.source = source
    self.stopwatch = stopwatch
    canary = Canary(pool)
    threads = pool.threads
    first = source.reading()
  }

  /// Begins a series.
  func start() {
    (canaryTimes, shares) = ([], [])
    runCanary()
    first = source.reading()
    begin = stopwatch.elapsed
  }

  /// Times a run.
  func time(_ run: () -> Void) -> Duration {
    let used = source.processorTime
    let time = stopwatch.time(run)
    if time > .zero { shares.append((source.processorTime - used) / time) }
    return time
  }

  /// Between two runs.
  func pause() {
    if stopwatch.elapsed - lastCanary > Self.interval { runCanary() }
  }

  /// Ends a series of at least one run.
  func load() -> MachineLoad {
    runCanary()
    return MachineLoad(
      from: first, to: source.reading(), elapsed: stopwatch.elapsed - begin, shares: shares,
      canary: canaryTimes, threads: threads)
  }

  private func runCanary() {
    let times = (0..<Self.repetitions).map { _ in stopwatch.time(canary.run) }
    canaryTimes.append(times.reduce(times[0], min))
    lastCanary = stopwatch.elapsed
  }
}
