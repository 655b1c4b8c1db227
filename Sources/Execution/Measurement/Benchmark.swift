import RLAAnalysis
import RLAKernels
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

  /// When to stop; whatever comes first, but never before one run.
  public struct Limits: Sendable {
    public var warmup: Int
    public var runs: Int
    public var seconds: Double?

    public init(warmup: Int, runs: Int, seconds: Double?) {
      self.warmup = warmup
      self.runs = runs
      self.seconds = seconds
    }
  }

  /// What the steps took; times in milliseconds.
  public struct StepTimes: Sendable {
    public let step: ExecutionPlan.StepDescription
    public let forward: Samples
    public let backward: Samples?
    /// Floating-point operations of the covered nodes, a multiply-add counted as two; as the plain
    /// algorithm has them.
    public let operations: Double
    /// Bytes of inputs, weights and results, each once.
    public let bytes: Double

    /// The median of both passes.
    public var median: Double { forward.median + (backward?.median ?? 0) }
  }

  /// A finished or interrupted measurement.
  public struct Result: Sendable {
    public let mode: Mode
    public let plan: ExecutionPlan
    public let whole: Samples
    public let steps: [StepTimes]
    /// Loss and optimizer step, the median in milliseconds; zero in inference.
    public let loss: Double
    public let optimizer: Double
    public let wasInterrupted: Bool
  }

  private let session: Session
  private let mode: Mode
  private let clock: any MillisecondClock
  private let recorder: Recorder
  private let labels: [Int]
  private let flusher: PeakMeasurement?

  /// - Parameters:
  ///   - session: A plan for training unless the mode is inference.
  ///   - mode: What a run is.
  ///   - isCold: Whether the caches are flushed before every run.
  ///   - clock: What measures.
  public init(_ session: Session, _ mode: Mode, isCold: Bool, clock: any MillisecondClock) {
    self.session = session
    self.mode = mode
    self.clock = clock
    recorder = Recorder(clock)
    labels = FormulaWeights.labels(session.plan.options.images, classes: session.plan.classes)
    flusher = isCold ? PeakMeasurement(session.memory.pool) : nil
  }

  /// Runs until a limit is reached.
  ///
  /// - Parameters:
  ///   - limits: When to stop.
  ///   - isInterrupted: Asked before each run.
  ///   - progress: Told the number of finished runs.
  /// - Returns: The times; nil where not even one run was finished.
  public func run(
    _ limits: Limits, isInterrupted: () -> Bool, progress: (Int) -> Void
  ) -> Result? {
    let options = session.plan.options
    session.setImages(
      FormulaWeights.images(
        options.images * (session.plan.network.imageChannels?.value ?? 3) * options.height
          * options.width))
    session.derive()
    session.observer = recorder
    for _ in 0..<limits.warmup where !isInterrupted() { once() }
    recorder.clear()
    var (whole, losses, optimizers): ([Double], [Double], [Double]) = ([], [], [])
    let begin = clock.now()
    while whole.count < limits.runs, !isInterrupted() {
      flusher?.flushCaches()
      let start = clock.now()
      let (loss, optimizer) = once()
      whole.append(clock.now() - start)
      losses.append(loss)
      optimizers.append(optimizer)
      progress(whole.count)
      if let seconds = limits.seconds, clock.now() - begin > seconds * 1000 { break }
    }
    session.observer = nil
    guard !whole.isEmpty else { return nil }
    return Result(
      mode: mode, plan: session.plan, whole: Samples(whole), steps: stepTimes(),
      loss: Samples(losses).median, optimizer: Samples(optimizers).median,
      wasInterrupted: isInterrupted())
  }

  @discardableResult
  private func once() -> (loss: Double, optimizer: Double) {
    session.forward()
    if mode == .inference { return (0, 0) }
    let start = clock.now()
    _ = session.loss(labels: labels)
    let loss = clock.now() - start
    session.backward()
    if mode == .forwardBackward { return (loss, 0) }
    let descent = clock.now()
    session.descend(rate: 1e-4)
    return (loss, clock.now() - descent)
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
    private let clock: any MillisecondClock
    private var start = 0.0
    private(set) var forward: [Int: [Double]] = [:]
    private(set) var backward: [Int: [Double]] = [:]

    init(_ clock: any MillisecondClock) { self.clock = clock }

    func clear() {
      forward = [:]
      backward = [:]
    }

    func willRun() { start = clock.now() }

    func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
      let time = clock.now() - start
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
      let others = [work.biasAdditions, work.additions, work.multiplications, work.divisions]
      operations += 2 * Double(work.multiplyAdds.value ?? 0)
      operations += others.reduce(0) { $0 + Double($1.value ?? 0) }
      bytes += 4 * Double(function.parameterCount.value ?? 0)
    }
    let frame = steps[step.index].frame
    for value in frame.inputs + frame.outputs { bytes += Double(placements[value]?.bytes ?? 0) }
    return (operations, bytes)
  }
}

/// Names the first step that makes a value that is not finite.
public final class FiniteCheck: StepObserver {
  /// The path of the first offender, with the number of values.
  public private(set) var finding: (path: String, pass: Session.Pass, count: Int)?

  public init() {}

  public func willRun() {}

  public func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    if finding != nil { return }
    let count = session.nonfiniteCount(step: step, pass)
    if count > 0 { finding = (session.plan.stepDescriptions[step].path, pass, count) }
  }
}
