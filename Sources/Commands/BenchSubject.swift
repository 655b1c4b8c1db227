import RLAAnalysis
import RLAExecution
import RLAFormats
import RLAKernels
import RLANetworks
import RLAONNX
import RLAQueries
import RLAReports
import RLASymbolic

/// How networks are measured.
struct BenchSettings {
  let model: ModelOptions
  let execution: ExecutionOptions
  let tuning: TuningOptions
  let mode: Benchmark.Mode
  var plan = PlanOptions.Fusion.fused
  /// Whether the caches are flushed before every run.
  var isCold = false
  /// Where weights come from; nil where a command has no such option.
  var weights: WeightsOption?
}

/// A network that is measured, at the size and in the mode that were asked for.
struct BenchSubject {
  let network: Network
  let profile: Profile
  let cost: BenchCost
  let options: PlanOptions
  /// What is said of a run beyond a named network; nil for those.
  let fileRun: FileRun?
  /// Sizes that neither the file nor an option says.
  let assumedSizes: [FileRun.AssumedSize]
  private let weights: RunWeights
  private let settings: BenchSettings

  init(_ requested: NamedArchitecture, _ settings: BenchSettings) throws(CommandFailure) {
    self.settings = settings
    let named = try requested.running(settings.model, settings.execution)
    let (inputs, assumed) = try named.runningInputs(settings.model)
    assumedSizes = assumed
    let model = try named.profiled(settings.model, inputs: inputs)
    profile = model.profile
    network = profile.network
    if model.isOverflowed { throw .overflow(network.name) }
    if settings.mode != .inference, let norm = model.untrainableNorm {
      throw .untrainable(network.name, norm)
    }
    try Self.requireNumbers(model.profile.shapes)
    cost = BenchCost(model.profile)
    if let imported = named.imported {
      let found = try ModelFile.weights(of: imported)
      _ = try settings.weights?.weights(for: named, network)
      weights = .model(found)
      fileRun = FileRun(
        network, found, assumed: assumed, numbers: imported.imported.foundCount)
    } else if let given = try settings.weights?.weights(for: named, network) {
      weights = .given(given)
      fileRun = FileRun(given.description)
    } else {
      (weights, fileRun) = (.formula, nil)
    }
    let sizes = network.takesImages ? inputs[0].shape.values ?? [] : []
    var options = PlanOptions(
      batch: profile.shapes.batch.value ?? 1, height: sizes.isEmpty ? 1 : sizes[2],
      width: sizes.isEmpty ? 1 : sizes[3],
      purpose: settings.mode == .inference ? .inference : .training, fusion: settings.plan,
      algorithm: settings.execution.algorithm, threads: settings.execution.threadCount,
      pinsThreads: settings.execution.isPinned)
    options.kernels = settings.tuning.products
    if named.imported != nil, !profile.shapes.makesLogits { options.loss = .weightedSum }
    self.options = options
  }

  /// Requires that all sizes follow from those of the inputs.
  private static func requireNumbers(_ shapes: InferredShapes) throws(CommandFailure) {
    let network = shapes.network
    if let open = shapes.facts.firstIndex(where: { $0.shape.values == nil }) {
      throw .plan(network.name, .symbolic(network.place(of: ValueID(open))))
    }
    // What it costs is not known.
    if let node = network.nodes.first(where: { !$0.bodies.isEmpty }) {
      throw .plan(network.name, .unsupported(network.path(of: node), node.kind))
    }
  }

  /// Whether a layer can run alone, at the size that it has for a batch of images.
  func canIsolate(_ path: String) -> Bool {
    network.takesImages && LayerBenchmark.canIsolate(path, in: network)
  }

  /// The plan, where the machine has the memory for it.
  func plan() throws(CommandFailure) -> ExecutionPlan {
    try planning(network.name) { () throws(PlanFailure) in
      let plan = try unlimitedPlan()
      try plan.requireResources()
      return plan
    }
  }

  /// The plan, whether or not the machine has the memory for it.
  func unlimitedPlan() throws(PlanFailure) -> ExecutionPlan {
    try ExecutionPlan(profile.shapes, options)
  }

  /// The plan with the fastest algorithms, where these are measured.
  func tuned(
    _ plan: ExecutionPlan, _ tuner: PlanTuner?
  ) throws(CommandFailure) -> ExecutionPlan {
    try planning(network.name) { () throws(PlanFailure) in try tuner.tuned(plan) }
  }

  func session(_ plan: ExecutionPlan) throws(CommandFailure) -> Session {
    try planning(network.name) { () throws(PlanFailure) in try loaded(plan) }
  }

  /// A session of the plan with the weights of the network.
  func loaded(_ plan: ExecutionPlan) throws(PlanFailure) -> Session {
    guard let constants = weights.constants else { return try Session(plan) }
    let parameters = try Parameters(network, products: options.products)
    do throws(TensorFailure) {
      try weights.load(into: parameters, threads: plan.options.threads)
    } catch {
      throw .constant(error)
    }
    return try Session(plan, parameters, constants: constants)
  }

  /// A session with another number of threads.
  func session(threads: Int, _ tuner: PlanTuner?) throws(CommandFailure) -> Session {
    var options = options
    options.threads = threads
    let plan = try planning(network.name) { () throws(PlanFailure) in
      try tuner.tuned(ExecutionPlan(profile.shapes, options))
    }
    return try session(plan)
  }

  /// The session of a plan whose values were looked at where that was asked for.
  func session(
    _ plan: ExecutionPlan, checking mode: Benchmark.Mode?
  ) throws(CommandFailure) -> Session {
    let session = try session(plan)
    if let mode, let finding = FiniteCheck.finding(in: session, mode) {
      throw .notFinite(path: finding.path, count: finding.count)
    }
    return session
  }

  func benchmark(
    _ session: Session, _ clock: ContinuousClock
  ) throws(CommandFailure) -> Benchmark {
    try granted { () throws(ResourceFailure) in
      try Benchmark(session, settings.mode, isCold: settings.isCold, clock: clock)
    }
  }

  /// What the machine can do at most; in a hurry with as few rounds as tell something.
  func roofline(
    _ execution: ExecutionOptions, _ clock: ContinuousClock, isHurried: Bool
  ) throws(CommandFailure) -> Roofline {
    try granted { () throws(ResourceFailure) in
      try Roofline(
        threads: execution.threadCount, isPinned: execution.isPinned,
        time: isHurried ? .zero : Roofline.usualTime, clock: clock)
    }
  }

  /// Requires that the last run made as many elements as those before the plan had told.
  func requireCounts(_ session: Session) throws(CommandFailure) {
    if let (path, planned, found) = session.miscount {
      throw .plan(network.name, .miscount(path, planned: planned, found: found))
    }
  }

  /// Bytes that the process took for the network, without what flushes the caches.
  func grown(_ meter: MemoryMeter) -> Int? {
    meter.peakGrowth.map { max(0, $0 - (settings.isCold ? Benchmark.flushBytes : 0)) }
  }

  /// Runs what the system may refuse memory or threads for.
  private func granted<Result>(
    _ body: () throws(ResourceFailure) -> Result
  ) throws(CommandFailure) -> Result {
    try planning(network.name) { () throws(PlanFailure) in try PlanFailure.refusing(body) }
  }

  /// Runs what may refuse the network.
  func planning<Planned>(
    _ subject: String, _ body: () throws(PlanFailure) -> Planned
  ) throws(CommandFailure) -> Planned {
    do {
      return try body()
    } catch {
      throw .plan(subject, error)
    }
  }
}

extension InferredShapes {
  /// Whether the only output has a number for each class and sample, as a classifier's has.
  fileprivate var makesLogits: Bool {
    guard network.outputs.count == 1 else { return false }
    let fact = facts[network.outputs[0].value]
    return fact.type == .float32 && fact.shape.rank == 2 && fact.shape.dims[0] == batch
  }

  /// The classes of a classifier of images in color; nil for another network.
  var classCount: Int? {
    guard makesLogits, network.takesImages, facts[0].shape.rank == 4,
      facts[0].shape.dims[1].value == 3
    else { return nil }
    return facts[network.outputs[0].value].shape.dims[1].value
  }
}

extension FileRun {
  fileprivate init(
    _ network: Network, _ weights: ONNXWeights, assumed: [AssumedSize], numbers: Int
  ) {
    let learned = Set(
      network.layers.flatMap(\.tensors).compactMap(\.name)
        + network.constants.filter { $0.role == .parameter }.map(\.name))
    self.init(
      tensors: learned.count, lacking: learned.count { !weights.holds($0) },
      missingFiles: weights.missingFiles, assumed: assumed, foundNumbers: numbers)
  }
}
