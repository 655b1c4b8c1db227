import RLAAnalysis
import RLAExecution
import RLAKernels
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// A network that `bench` measures, at the size and in the mode that were asked for.
struct BenchSubject {
  let network: Network
  let profile: Profile
  let cost: BenchCost
  let options: PlanOptions

  init(_ named: NamedArchitecture, _ command: BenchCommand) throws(CommandFailure) {
    let model = try named.profiled(command.model)
    profile = model.profile
    network = profile.network
    if model.isOverflowed { throw .overflow(network.name) }
    if command.mode.mode != .inference, let norm = model.untrainableNorm {
      throw .untrainable(network.name, norm)
    }
    try Self.requireImages(model.profile.shapes)
    cost = BenchCost(model.profile)
    let sizes = command.model.input(for: named.architecture).values ?? []
    var options = PlanOptions(
      batch: sizes[0], height: sizes[2], width: sizes[3],
      purpose: command.mode.mode == .inference ? .inference : .training, fusion: command.plan,
      algorithm: command.execution.algorithm, threads: command.execution.threadCount,
      pinsThreads: command.execution.isPinned)
    options.kernels = command.tuning.products
    self.options = options
  }

  /// Requires one batch of images, from which all sizes follow; files hold other networks too.
  private static func requireImages(_ shapes: InferredShapes) throws(CommandFailure) {
    let network = shapes.network
    guard network.imageChannels != nil, network.inputs[0].fact.type.isFloating else {
      throw .plan(network.name, .inputs(network.inputs.map(\.fact.shape)))
    }
    if let open = shapes.facts.firstIndex(where: { $0.shape.values == nil }) {
      throw .plan(network.name, .symbolic(network.place(of: ValueID(open))))
    }
  }

  /// The plan, where the machine has the memory for it.
  func plan() throws(CommandFailure) -> ExecutionPlan {
    try planning(network.name) { () throws(PlanFailure) in
      let plan = try ExecutionPlan(network, options)
      try plan.requireResources()
      return plan
    }
  }

  /// The plan with the fastest algorithms, where these are measured.
  func tuned(
    _ plan: ExecutionPlan, _ tuner: PlanTuner?
  ) throws(CommandFailure) -> ExecutionPlan {
    try planning(network.name) { () throws(PlanFailure) in try tuner.tuned(plan) }
  }

  func session(_ plan: ExecutionPlan) throws(CommandFailure) -> Session {
    try planning(network.name) { () throws(PlanFailure) in try Session(plan) }
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
    _ session: Session, _ command: BenchCommand, _ clock: ContinuousClock
  ) throws(CommandFailure) -> Benchmark {
    try granted { () throws(ResourceFailure) in
      try Benchmark(session, command.mode.mode, isCold: command.cold, clock: clock)
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

  /// Bytes that the process took for the network, without what flushes the caches.
  func grown(_ meter: MemoryMeter, _ command: BenchCommand) -> Int? {
    meter.peakGrowth.map { max(0, $0 - (command.cold ? Benchmark.flushBytes : 0)) }
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
