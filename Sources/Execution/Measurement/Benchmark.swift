import RLAAnalysis
public import RLAKernels
import RLANetworks
import RLASymbolic

/// Times a session, as a whole and step by step.
public final class Benchmark {
  public enum Mode: String, CaseIterable, Sendable {
    /// The forward pass with running statistics.
    case inference
    /// Forward with the statistics of the batch, loss, and backward.
    case forwardBackward = "forward-backward"
    /// All that and the optimizer step.
    case training
  }

  /// When to stop: at whichever limit comes first, but not before one run.
  public struct Limits: Sendable {
    /// Runs before the clock starts; they end early where they would take half of `duration`.
    public var warmup: Int
    public var runs: Int
    /// The time for everything; nil for no limit.
    public var duration: Duration?
    /// Series to measure at most: a disturbed one is followed by another.
    public var attempts: Int

    public init(warmup: Int, runs: Int, duration: Duration?, attempts: Int = 1) {
      self.warmup = warmup
      self.runs = runs
      self.duration = duration
      self.attempts = attempts
    }
  }

  /// The times of one step.
  public struct StepTimes: Sendable {
    public let step: ExecutionPlan.StepDescription
    public let forward: Samples
    public let backward: Samples?
    /// Floating-point operations of the covered nodes as their definition has them, a multiply-add
    /// counted as two.
    public let operations: Double
    /// How many of them the algorithm does without, as Winograd's does.
    public let savedOperations: Double
    /// Multiply-adds that ran, and how many of them in the library for products.
    public let multiplyAdds: MultiplyAdds
    /// Bytes of inputs, weights and results, each once.
    public let bytes: Double

    /// The sum of the medians of both passes.
    public var median: Duration { forward.median + (backward?.median ?? .zero) }
  }

  /// The times of the passes of a run.
  public struct Passes: Hashable, Sendable {
    public var forward = Duration.zero
    public var loss = Duration.zero
    public var backward = Duration.zero
    public var optimizer = Duration.zero
  }

  /// A finished or interrupted measurement.
  public struct Result: Sendable {
    public let mode: Mode
    public let plan: ExecutionPlan
    public let whole: Samples
    public let steps: [StepTimes]
    /// The median time of each pass; those that the mode lacks are zero.
    public let passes: Passes
    public let conditions: SeriesConditions
    /// Whether the caches were flushed before every run.
    public let isCold: Bool
  }

  let session: Session
  let mode: Mode
  let stopwatch: Stopwatch
  private let recorder: Recorder
  let labels: [Int]
  private let flusher: CacheFlush?
  private let watch: LoadWatch
  private var times = Times()

  /// - Parameters:
  ///   - session: A plan for training unless the mode is inference.
  ///   - mode: What a run consists of.
  ///   - isCold: Whether the caches are flushed before every run.
  ///   - clock: The clock that measures.
  /// - Throws: `ResourceFailure` where the system refuses the memory that flushes the caches.
  public convenience init(
    _ session: Session, _ mode: Mode, isCold: Bool, clock: some Clock<Duration>
  ) throws(ResourceFailure) {
    try self.init(session, mode, isCold: isCold, clock: clock, load: LoadSource())
  }

  /// `load` is where the load of the machine is read.
  package init(
    _ session: Session, _ mode: Mode, isCold: Bool, clock: some Clock<Duration>, load: LoadSource
  ) throws(ResourceFailure) {
    self.session = session
    self.mode = mode
    stopwatch = Stopwatch(clock)
    recorder = Recorder(stopwatch)
    labels = mode == .inference ? [] : session.plan.syntheticLabels
    flusher = isCold ? try CacheFlush(session.memory.pool) : nil
    watch = LoadWatch(load, stopwatch, session.memory.pool)
  }

  /// Bytes that flushing the caches takes.
  public static var flushBytes: Int { CacheFlush.bytes }

  /// Runs until a limit is reached.
  ///
  /// - Parameters:
  ///   - limits: When to stop.
  ///   - isInterrupted: Called before each step; a run that it ends does not count.
  ///   - progress: Called after each run.
  /// - Returns: The times; nil if no run finished.
  public func run(
    _ limits: Limits, isInterrupted: () -> Bool, progress: (MeasurementProgress) -> Void
  ) -> Result? {
    session.setSyntheticInputs()
    session.packWeights()
    session.observer = recorder
    defer { session.observer = nil }
    return withoutActuallyEscaping(isInterrupted) { isInterrupted in
      session.stops = isInterrupted
      defer { session.stops = { false } }
      return withoutActuallyEscaping(progress) { progress in
        let series = MeasuredSeries(
          limits: limits, stopwatch: stopwatch, watch: watch, isInterrupted: isInterrupted,
          progress: progress)
        let outcome = series.run(
          warmUp: { once() }, clear: clear, once: timedRun, value: { (times, stepTimes()) })
        return outcome.map { result($0.value.0, $0.value.1, $0.conditions) }
      }
    }
  }

  /// Of each run: the whole and its passes.
  private struct Times {
    var whole: [Duration] = []
    var passes: [Passes] = []

    /// The median of one pass.
    func median(_ pass: KeyPath<Passes, Duration>) -> Duration {
      Samples(passes.map { $0[keyPath: pass] }).median
    }
  }

  private func clear() {
    times = Times()
    recorder.clear()
  }

  /// Whether the run came to its end.
  private func timedRun() -> Bool {
    flusher?.run()
    var passes = Passes()
    let whole = watch.time { passes = once() }
    if session.stops() { return false }
    times.whole.append(whole)
    times.passes.append(passes)
    return true
  }

  private func result(
    _ times: Times, _ steps: [StepTimes], _ conditions: SeriesConditions
  ) -> Result {
    Result(
      mode: mode, plan: session.plan, whole: Samples(times.whole), steps: steps,
      passes: Passes(
        forward: times.median(\.forward), loss: times.median(\.loss),
        backward: times.median(\.backward), optimizer: times.median(\.optimizer)),
      conditions: conditions, isCold: flusher != nil)
  }

  @discardableResult
  private func once() -> Passes {
    var passes = Passes()
    passes.forward = stopwatch.time { session.forward() }
    if mode == .inference { return passes }
    passes.loss = stopwatch.time { _ = session.loss(labels: labels) }
    passes.backward = stopwatch.time { session.backward() }
    if mode == .forwardBackward || session.stops() { return passes }
    passes.optimizer = stopwatch.time { optimizerStep() }
    return passes
  }

  func optimizerStep() { session.optimizerStep(rate: 1e-4) }

  private func stepTimes() -> [StepTimes] {
    let plan = session.plan
    return plan.stepDescriptions.compactMap { step in
      guard let forward = recorder.forward[step.index] else { return nil }
      let backward = recorder.backward[step.index].map(Samples.init)
      let (operations, bytes) = plan.cost(of: step)
      // The backward pass makes two gradients, each as costly as the pass itself.
      let passes = step.algorithms.passes(withBackward: backward != nil)
      let saved = passes.reduce(0) { $0 + $1.savedMultiplyAdds }
      return StepTimes(
        step: step, forward: Samples(forward), backward: backward,
        operations: operations * Double(passes.count), savedOperations: 2 * Double(saved),
        multiplyAdds: plan.multiplyAdds(of: step, passes), bytes: bytes * Double(passes.count))
    }
  }

  private final class Recorder: StepObserver {
    private let stopwatch: Stopwatch
    private var start = Duration.zero
    private(set) var forward: [Int: [Duration]] = [:]
    private(set) var backward: [Int: [Duration]] = [:]

    init(_ stopwatch: Stopwatch) { self.stopwatch = stopwatch }

    func clear() {
      forward = [:]
      backward = [:]
    }

    func willRun() { start = stopwatch.elapsed }

    func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
      let time = stopwatch.elapsed - start
      switch pass {
      case .forward: forward[step, default: []].append(time)
      case .backward: backward[step, default: []].append(time)
      }
    }
  }
}
