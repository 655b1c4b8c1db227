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
    public var warmup: Int
    public var runs: Int
    public var duration: Duration?

    public init(warmup: Int, runs: Int, duration: Duration?) {
      self.warmup = warmup
      self.runs = runs
      self.duration = duration
    }
  }

  /// The times of one step.
  public struct StepTimes: Sendable {
    public let step: ExecutionPlan.StepDescription
    public let forward: Samples
    public let backward: Samples?
    /// Floating-point operations of the covered nodes by the direct algorithm, a multiply-add
    /// counted as two.
    public let operations: Double
    /// Bytes of inputs, weights and results, each once.
    public let bytes: Double

    /// The sum of the medians of both passes.
    public var median: Duration { forward.median + (backward?.median ?? .zero) }
  }

  /// A finished or interrupted measurement.
  public struct Result: Sendable {
    public let mode: Mode
    public let plan: ExecutionPlan
    public let whole: Samples
    public let steps: [StepTimes]
    /// The median time of loss and optimizer; zero in inference.
    public let loss: Duration
    public let optimizer: Duration
    public let wasInterrupted: Bool
  }

  private let session: Session
  private let mode: Mode
  private let stopwatch: Stopwatch
  private let recorder: Recorder
  private let labels: [Int]
  private let flusher: PeakMeasurement?

  /// - Parameters:
  ///   - session: A plan for training unless the mode is inference.
  ///   - mode: What a run consists of.
  ///   - isCold: Whether the caches are flushed before every run.
  ///   - clock: The clock that measures.
  /// - Throws: `ResourceFailure` where the system refuses the memory that flushes the caches.
  public init(
    _ session: Session, _ mode: Mode, isCold: Bool, clock: some Clock<Duration>
  ) throws(ResourceFailure) {
    self.session = session
    self.mode = mode
    stopwatch = Stopwatch(clock)
    recorder = Recorder(stopwatch)
    labels = SyntheticValues.labels(session.plan.options.batch, classes: session.plan.classes)
    flusher = isCold ? try PeakMeasurement(session.memory.pool) : nil
  }

  /// Runs until a limit is reached.
  ///
  /// - Parameters:
  ///   - limits: When to stop.
  ///   - isInterrupted: Called before each run.
  ///   - progress: Called with the number of finished runs.
  /// - Returns: The times; nil if no run finished.
  public func run(
    _ limits: Limits, isInterrupted: () -> Bool, progress: (Int) -> Void
  ) -> Result? {
    let options = session.plan.options
    session.setInput(
      0,
      SyntheticValues.input(
        options.batch * (session.plan.network.imageChannels?.value ?? 3) * options.height
          * options.width))
    session.packWeights()
    session.observer = recorder
    for _ in 0..<limits.warmup where !isInterrupted() { once() }
    recorder.clear()
    var (whole, losses, optimizers): ([Duration], [Duration], [Duration]) = ([], [], [])
    let begin = stopwatch.elapsed
    while whole.count < limits.runs, !isInterrupted() {
      flusher?.flushCaches()
      let start = stopwatch.elapsed
      let (loss, optimizer) = once()
      whole.append(stopwatch.elapsed - start)
      losses.append(loss)
      optimizers.append(optimizer)
      progress(whole.count)
      if let limit = limits.duration, stopwatch.elapsed - begin > limit { break }
    }
    session.observer = nil
    guard !whole.isEmpty else { return nil }
    return Result(
      mode: mode, plan: session.plan, whole: Samples(whole), steps: stepTimes(),
      loss: Samples(losses).median, optimizer: Samples(optimizers).median,
      wasInterrupted: isInterrupted())
  }

  @discardableResult
  private func once() -> (loss: Duration, optimizer: Duration) {
    session.forward()
    if mode == .inference { return (.zero, .zero) }
    let loss = stopwatch.time { _ = session.loss(labels: labels) }
    session.backward()
    if mode == .forwardBackward { return (loss, .zero) }
    return (loss, stopwatch.time { session.optimizerStep(rate: 1e-4) })
  }

  private func stepTimes() -> [StepTimes] {
    let plan = session.plan
    return plan.stepDescriptions.compactMap { step in
      guard let forward = recorder.forward[step.index] else { return nil }
      let backward = recorder.backward[step.index].map(Samples.init)
      let (operations, bytes) = plan.cost(of: step)
      // The backward pass makes two gradients, each as costly as the pass itself.
      let passes = backward == nil ? 1.0 : 3.0
      return StepTimes(
        step: step, forward: Samples(forward), backward: backward,
        operations: operations * passes, bytes: bytes * passes)
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

extension ExecutionPlan {
  /// Operations and bytes of the forward pass of a step.
  func cost(of step: StepDescription) -> (operations: Double, bytes: Double) {
    var (operations, bytes) = (0.0, 0.0)
    for node in step.nodes {
      let function = network.operator(of: network.nodes[node])
      let work = works[node]
      let others = [
        work[.biasAdditions], work[.additions], work[.multiplications], work[.divisions],
      ]
      operations += 2 * Double(work[.multiplyAdds].value ?? 0)
      operations += others.reduce(0) { $0 + Double($1.value ?? 0) }
      bytes += 4 * Double(function.parameterCount.value ?? 0)
    }
    let frame = steps[step.index].frame
    for value in frame.inputs + frame.outputs { bytes += Double(placements[value]?.bytes ?? 0) }
    return (operations, bytes)
  }
}

/// Finds the first step that makes a value that is not finite.
package final class FiniteCheck: StepObserver {
  /// The path of the first such step, with the number of values.
  package private(set) var finding: (path: String, pass: Session.Pass, count: Int)?

  package init() {}

  package func willRun() {}

  package func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    if finding != nil { return }
    let count = session.nonfiniteCount(step: step, pass)
    if count > 0 { finding = (session.plan.stepDescriptions[step].path, pass, count) }
  }
}
