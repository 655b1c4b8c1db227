import RLAAnalysis
import RLAKernels
public import RLANetworks
import RLASymbolic

/// Times one layer alone: forward, and each of its gradients by itself.
///
/// The layer runs at the size of its first call in the network, with the same kernel and the same
/// synthetic weights, but with nothing fused into it.
public final class LayerBenchmark {
  /// What is timed.
  public enum Pass: String, CaseIterable, Sendable {
    case forward
    case inputGradient = "input gradient"
    case weightGradient = "weight gradient"
    /// One kernel that makes both gradients, as for norms.
    case bothGradients = "both gradients"
  }

  /// The times of one pass.
  public struct PassTimes: Sendable {
    public let pass: Pass
    public let algorithm: String
    public let times: Samples
    /// Floating-point operations of the direct algorithm, a multiply-add counted as two; each
    /// gradient counts as much as the forward pass.
    public let operations: Double
    /// How many of them the algorithm does without, as Winograd's does.
    public let savedOperations: Double
    /// Bytes of inputs, weights and results, each once.
    public let bytes: Double
  }

  /// A finished or interrupted measurement.
  public struct Result: Sendable {
    public let path: String
    /// How often the network applies the layer; it is measured at the size of the first call.
    public let applications: Int
    /// N×C×H×W of input and result; 1 where there is no such axis.
    public let input: [Int]
    public let output: [Int]
    /// The options of the network, not those of the layer.
    public let options: PlanOptions
    public let passes: [PassTimes]
    public let conditions: SeriesConditions
    /// Whether the caches were flushed before every pass.
    public let isCold: Bool
  }

  private struct Task {
    let pass: Pass
    let session: Session
    let run: (StepMemory) -> Void
    var times: [Duration] = []
  }

  private let path: String
  private let applications: Int
  private let options: PlanOptions
  private var tasks: [Task]
  private let stopwatch: Stopwatch
  private let flusher: CacheFlush?
  private let watch: LoadWatch

  /// Whether a path names a layer or function that can run alone, which needs a single input.
  public static func canIsolate(_ path: String, in network: Network) -> Bool {
    guard let node = network.nodes.first(where: { network.path(of: $0) == path }) else {
      return false
    }
    let isModule = network.nodes.contains { network.path(of: $0).hasPrefix(path + ".") }
    return !isModule
      && (network.operator(of: node) as? any Executable)?.runsAlone ?? false
  }

  /// - Parameters:
  ///   - path: A layer for which `canIsolate` holds.
  ///   - network: The network that applies it.
  ///   - options: How the network would run; the purpose decides which forward pass is timed.
  ///   - isCold: Whether the caches are flushed before every pass.
  ///   - clock: The clock that measures.
  /// - Throws: `PlanFailure` where the network does not take the size, the layer does not fit into
  ///   memory, or it runs forward only and the purpose is training.
  public convenience init(
    _ path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>
  ) throws(PlanFailure) {
    try self.init(path, in: network, options, isCold: isCold, clock: clock, load: LoadSource())
  }

  /// `load` is where the load of the machine is read.
  package init(
    _ path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>, load: LoadSource
  ) throws(PlanFailure) {
    precondition(Self.canIsolate(path, in: network), "Only a single layer runs alone.")
    self.path = path
    self.options = options
    stopwatch = Stopwatch(clock)
    applications = network.nodes.count { network.path(of: $0) == path }
    let alone = try IsolatedLayer(path, in: network, options)
    let pool = try PlanFailure.refusing { () throws(ResourceFailure) in try options.makePool() }
    tasks = []
    if options.purpose == .inference {
      let session = try alone.session(.inference, on: pool)
      tasks.append(Task(pass: .forward, session: session, run: session.plan.steps[0].forward))
    }
    do {
      tasks += Self.trainingTasks(try alone.session(.training, on: pool), options.purpose)
    } catch .noGradient(let path, let kind) {
      if options.purpose == .training { throw .noGradient(path, kind) }
    }
    flusher = try PlanFailure.refusing { () throws(ResourceFailure) in
      isCold ? try CacheFlush(pool) : nil
    }
    watch = LoadWatch(load, stopwatch, pool)
  }

  private static func trainingTasks(_ session: Session, _ purpose: PlanOptions.Purpose) -> [Task] {
    let step = session.plan.steps[0]
    // Gradients read what the forward pass of a training plan saves.
    session.forward()
    var tasks: [Task] = []
    if purpose == .training {
      tasks.append(Task(pass: .forward, session: session, run: step.forward))
    }
    if let separable = step as? any SeparableGradients {
      tasks.append(
        Task(pass: .inputGradient, session: session, run: separable.backwardInputs))
      tasks.append(
        Task(pass: .weightGradient, session: session, run: separable.backwardWeights))
    } else {
      let hasWeights = session.plan.network.layers.contains { !$0.operator.weights.isEmpty }
      tasks.append(
        Task(
          pass: hasWeights ? .bothGradients : .inputGradient, session: session, run: step.backward))
    }
    return tasks
  }

  /// Runs the passes in turn until a limit is reached.
  ///
  /// - Parameters:
  ///   - limits: When to stop; a run is one of each pass.
  ///   - isInterrupted: Called before each run.
  ///   - progress: Called after each run.
  /// - Returns: The times; nil if no run finished.
  public func run(
    _ limits: Benchmark.Limits, isInterrupted: () -> Bool,
    progress: (MeasurementProgress) -> Void
  ) -> Result? {
    withoutActuallyEscaping(isInterrupted) { isInterrupted in
      withoutActuallyEscaping(progress) { progress in
        let series = MeasuredSeries(
          limits: limits, stopwatch: stopwatch, watch: watch, isInterrupted: isInterrupted,
          progress: progress)
        let outcome = series.run(
          warmUp: { once { $0() } }, clear: clear, once: timedRun,
          value: { tasks })
        return outcome.map { result($0.value, $0.conditions) }
      }
    }
  }

  private func clear() {
    for index in tasks.indices { tasks[index].times = [] }
  }

  private func timedRun() -> Bool {
    once { _ = watch.time($0) }
    return true
  }

  /// One run of each pass, every one within `measure`.
  private func once(_ measure: (() -> Void) -> Void) {
    for index in tasks.indices {
      let task = tasks[index]
      let memory = StepMemory(session: task.session.memory, step: 0)
      // Of a training plan, the gradients come after the steps and the loss.
      task.session.memory.begin(
        moment: task.pass == .forward ? 0 : 2 * task.session.plan.steps.count)
      flusher?.run()
      measure { tasks[index].times.append(stopwatch.time { task.run(memory) }) }
    }
  }

  private func result(_ tasks: [Task], _ conditions: SeriesConditions) -> Result {
    let plan = tasks[0].session.plan
    let (input, output) = (plan.size(of: ValueID(0)), plan.size(of: plan.output))
    return Result(
      path: path, applications: applications, input: input?.dimensions ?? [],
      output: output?.dimensions ?? [], options: options, passes: tasks.map(times),
      conditions: conditions, isCold: flusher != nil)
  }

  private func times(_ task: Task) -> PassTimes {
    let step = task.session.plan.stepDescriptions[0]
    let (operations, bytes) = task.session.plan.cost(of: step)
    let passes = task.pass == .bothGradients ? 2.0 : 1.0
    return PassTimes(
      pass: task.pass, algorithm: step.algorithm, times: Samples(task.times),
      operations: operations * passes,
      savedOperations: 2 * Double(step.savedMultiplyAdds) * passes, bytes: bytes * passes)
  }
}
