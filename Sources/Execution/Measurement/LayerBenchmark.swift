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
    public let wasInterrupted: Bool
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
  private let flusher: PeakMeasurement?

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
  public init(
    _ path: String, in network: Network, _ options: PlanOptions, isCold: Bool,
    clock: some Clock<Duration>
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
      isCold ? try PeakMeasurement(pool) : nil
    }
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
  ///   - progress: Called with the number of finished runs.
  /// - Returns: The times; nil if no run finished.
  public func run(
    _ limits: Benchmark.Limits, isInterrupted: () -> Bool, progress: (Int) -> Void
  ) -> Result? {
    for _ in 0..<limits.warmup where !isInterrupted() { once() }
    for index in tasks.indices { tasks[index].times = [] }
    var runs = 0
    let begin = stopwatch.elapsed
    while runs < limits.runs, !isInterrupted() {
      once()
      runs += 1
      progress(runs)
      if let limit = limits.duration, stopwatch.elapsed - begin > limit { break }
    }
    return runs == 0 ? nil : result(isInterrupted())
  }

  private func once() {
    for index in tasks.indices {
      let task = tasks[index]
      let memory = StepMemory(session: task.session.memory, step: 0)
      flusher?.flushCaches()
      tasks[index].times.append(stopwatch.time { task.run(memory) })
    }
  }

  private func result(_ wasInterrupted: Bool) -> Result {
    let plan = tasks[0].session.plan
    let (input, output) = (plan.size(of: ValueID(0)), plan.size(of: plan.output))
    return Result(
      path: path, applications: applications, input: input?.dimensions ?? [],
      output: output?.dimensions ?? [], options: options, passes: tasks.map(times),
      wasInterrupted: wasInterrupted)
  }

  private func times(_ task: Task) -> PassTimes {
    let step = task.session.plan.stepDescriptions[0]
    let (operations, bytes) = task.session.plan.cost(of: step)
    let passes = task.pass == .bothGradients ? 2.0 : 1.0
    return PassTimes(
      pass: task.pass, algorithm: step.algorithm, times: Samples(task.times),
      operations: operations * passes, bytes: bytes * passes)
  }
}

/// A network of one layer, at the size that the layer has in another network.
private struct IsolatedLayer {
  private let network: Network
  private let kind: OperatorKind
  private let options: PlanOptions

  init(_ path: String, in whole: Network, _ options: PlanOptions) throws(PlanFailure) {
    let shapes = try options.shapes(of: whole)
    guard let node = whole.nodes.first(where: { whole.path(of: $0) == path }),
      let input = node.reads.first, let dims = shapes[input].values
    else { throw .symbolic(path) }
    let function = whole.operator(of: node)
    kind = function.kind
    guard [2, 4].contains(dims.count) || dims.count == 3 && dims[1] == 1 else {
      throw .unsupported(path, kind)
    }
    // A vector or sequence has the memory layout of the map of one pixel that it is made from.
    let channels = dims.count == 3 ? dims[1] * dims[2] : dims[1]
    network = Network(path, inputChannels: Dim(channels)) { scope, map in
      let x =
        dims.count == 4 ? map : map.reshaped(to: dims.count == 3 ? Reshape.sequence : .vector)
      return [scope.layer(path, function)(x)]
    }
    var options = options
    options.batch = dims[0]
    (options.height, options.width) = dims.count == 4 ? (dims[2], dims[3]) : (1, 1)
    options.wantsInputGradient = true
    self.options = options
  }

  /// A session with an input, packed weights and, in training, the gradient of the result.
  func session(
    _ purpose: PlanOptions.Purpose, on pool: WorkerPool
  ) throws(PlanFailure) -> Session {
    var options = options
    options.purpose = purpose
    let session = try Session(ExecutionPlan(network, options), nil, on: pool)
    // A layer whose input has to be reordered first cannot be timed alone.
    guard session.plan.steps.count == 1 else { throw .unsupported(network.name, kind) }
    session.setInput(
      0,
      SyntheticValues.input(
        options.batch * (network.imageChannels?.value ?? 0) * options.height * options.width))
    session.packWeights()
    if purpose == .training {
      let gradient = session.memory.gradientTensor(session.plan.output)
      let (values, synthetic) = (gradient.elements(of: Float.self), SyntheticValues("gradient"))
      for index in 0..<gradient.count {
        values[gradient.offset(of: index)] = Float(2 * synthetic.unit(index) - 1)
      }
    }
    return session
  }
}

extension MapSize {
  var dimensions: [Int] { [batch, channels, height, width] }
}
