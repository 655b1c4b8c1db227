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
    /// Multiply-adds of the direct algorithm.
    public let multiplyAdds: Double
    /// The largest difference from the result of the exact algorithm, over the largest of its values;
    /// nil where that was not looked at.
    public let error: Double?
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
    /// How algorithms were chosen by measurement; nil where rules of thumb choose.
    public let tuning: PlanTuning?
    public let passes: [PassTimes]
    public let conditions: SeriesConditions
    /// Whether the caches were flushed before every pass.
    public let isCold: Bool
  }

  private let path: String
  private let applications: Int
  private let options: PlanOptions
  private var tasks: [LayerTask]
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

  /// Times the algorithms that the plan runs.
  ///
  /// - Parameters:
  ///   - path: A layer for which `canIsolate` holds.
  ///   - network: The network that applies it.
  ///   - options: How the network would run; the purpose decides which forward pass is timed.
  ///   - isCold: Whether the caches are flushed before every pass.
  ///   - clock: The clock that measures.
  ///   - tuning: Chooses the algorithms of the plans of the layer.
  /// - Throws: `PlanFailure` where the network does not take the size, the layer does not fit into
  ///   memory, or it runs forward only and the purpose is training.
  public convenience init(
    _ path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>,
    tuning: (ExecutionPlan) throws(PlanFailure) -> ExecutionPlan = { $0 }
  ) throws(PlanFailure) {
    try self.init(
      path, in: network, options, isCold: isCold, clock: clock, load: LoadSource(), tuning: tuning)
  }

  /// `load` is where the load of the machine is read.
  package convenience init(
    _ path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>, load: LoadSource,
    tuning: (ExecutionPlan) throws(PlanFailure) -> ExecutionPlan = { $0 }
  ) throws(PlanFailure) {
    let alone = try IsolatedLayer(path, in: network, options)
    // Choosing algorithms starts threads of its own, so all plans are made before.
    let inference = options.purpose == .inference ? try tuning(alone.plan(.inference)) : nil
    var training: ExecutionPlan?
    do {
      training = try tuning(alone.plan(.training))
    } catch .noGradient(let path, let kind) {
      if options.purpose == .training { throw .noGradient(path, kind) }
    }
    let pool = try PlanFailure.refusing { () throws(ResourceFailure) in try options.makePool() }
    var tasks: [LayerTask] = []
    if let inference { tasks += LayerTask.tasks(of: try alone.session(inference, on: pool)) }
    if let training {
      tasks += LayerTask.tasks(
        of: try alone.session(training, on: pool), withForward: inference == nil)
    }
    try self.init(
      path, in: network, options, tasks, on: pool, isCold: isCold, stopwatch: Stopwatch(clock), load
    )
  }

  /// Times every algorithm that can run the layer, and compares their results with those of the exact
  /// one: of the forward pass, and in training of the gradients.
  ///
  /// The parameters are those above.
  public convenience init(
    allAlgorithmsOf path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>
  ) throws(PlanFailure) {
    try self.init(
      allAlgorithmsOf: path, in: network, options, isCold: isCold, clock: clock, load: LoadSource())
  }

  /// `load` is where the load of the machine is read.
  package convenience init(
    allAlgorithmsOf path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>, load: LoadSource
  ) throws(PlanFailure) {
    let alone = try IsolatedLayer(path, in: network, options)
    let pool = try PlanFailure.refusing { () throws(ResourceFailure) in try options.makePool() }
    var tasks: [LayerTask] = []
    for variant in try alone.plan(options.purpose).variants() {
      tasks += LayerTask.tasks(of: try alone.session(variant, on: pool))
    }
    tasks = tasks.distinct()
    let exact = try alone.session(alone.plan(options.purpose, .exact), on: pool)
    tasks.compare(with: LayerTask.tasks(of: exact))
    try self.init(
      path, in: network, options, tasks, on: pool, isCold: isCold, stopwatch: Stopwatch(clock), load
    )
  }

  private init(
    _ path: String, in network: Network, _ options: PlanOptions, _ tasks: [LayerTask],
    on pool: WorkerPool, isCold: Bool, stopwatch: Stopwatch, _ load: LoadSource
  ) throws(PlanFailure) {
    precondition(Self.canIsolate(path, in: network), "Only a single layer runs alone.")
    self.path = path
    self.options = options
    self.tasks = tasks
    self.stopwatch = stopwatch
    applications = network.nodes.count { network.path(of: $0) == path }
    flusher = try PlanFailure.refusing { () throws(ResourceFailure) in
      isCold ? try CacheFlush(pool) : nil
    }
    watch = LoadWatch(load, stopwatch, pool)
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
      flusher?.run()
      let task = tasks[index]
      task.begin()
      measure { tasks[index].times.append(stopwatch.time { task.run() }) }
    }
  }

  private func result(_ tasks: [LayerTask], _ conditions: SeriesConditions) -> Result {
    let plan = tasks[0].session.plan
    let (input, output) = (plan.size(of: ValueID(0)), plan.size(of: plan.output))
    return Result(
      path: path, applications: applications, input: input?.dimensions ?? [],
      output: output?.dimensions ?? [], options: options,
      tuning: Self.tuning(tasks.map(\.session.plan)), passes: tasks.map(times),
      conditions: conditions, isCold: flusher != nil)
  }

  /// That of the plans of all tasks, each plan once.
  private static func tuning(_ plans: [ExecutionPlan]) -> PlanTuning? {
    var sums: [PlanOptions.Purpose: PlanTuning] = [:]
    for plan in plans { sums[plan.options.purpose] = plan.tuning }
    return sums.values.reduce(nil) { sum, next in
      PlanTuning(
        measured: (sum?.measured ?? 0) + next.measured, known: (sum?.known ?? 0) + next.known,
        skipped: (sum?.skipped ?? 0) + next.skipped)
    }
  }

  private func times(_ task: LayerTask) -> PassTimes {
    let plan = task.session.plan
    let step = plan.stepDescriptions[0]
    let (operations, bytes) = plan.cost(of: step)
    let passes = task.pass == .bothGradients ? 2.0 : 1.0
    let algorithm = task.algorithm
    return PassTimes(
      pass: task.pass, algorithm: algorithm.name, times: Samples(task.times),
      operations: operations * passes,
      savedOperations: 2 * Double(algorithm.savedMultiplyAdds) * passes, bytes: bytes * passes,
      multiplyAdds: Double(plan.multiplyAdds(of: step)) * passes, error: task.error)
  }
}
