import RLAKernels

/// Latencies of the inference forward pass of several plans, one after the other.
public struct LatencySeries: Sendable {
  /// Why a series cannot run: the first plan that was refused.
  public struct Refusal: Error, Hashable, Sendable {
    /// The index of the plan in the series.
    public let index: Int
    public let reason: PlanFailure
  }

  private let plans: [ExecutionPlan]

  /// Makes all plans without running any.
  ///
  /// - Parameters:
  ///   - count: How many plans there are.
  ///   - plan: Each plan by index, for inference.
  /// - Throws: `Refusal` where a network cannot be planned or the machine has too little memory.
  public init(
    count: Int, _ plan: (Int) throws(PlanFailure) -> ExecutionPlan
  ) throws(Refusal) {
    var plans: [ExecutionPlan] = []
    for index in 0..<count {
      do throws(PlanFailure) {
        let plan = try plan(index)
        precondition(plan.options.purpose == .inference, "A latency is that of inference.")
        try plan.requireResources()
        plans.append(plan)
      } catch {
        throw Refusal(index: index, reason: error)
      }
    }
    self.plans = plans
  }

  /// How far a series has come.
  public struct Progress: Sendable {
    /// The plan that runs, from 0, and how many there are.
    public let index: Int
    public let count: Int
    /// How far the measurement of that plan is.
    public let measurement: MeasurementProgress
  }

  /// What one plan took.
  public struct Point: Sendable {
    public let times: Samples
    public let conditions: SeriesConditions
  }

  /// Runs each plan; one session is in memory at a time.
  ///
  /// - Parameters:
  ///   - limits: When to stop with each plan.
  ///   - clock: The clock that measures.
  ///   - tuning: Chooses the algorithms of a plan just before it runs.
  ///   - session: Gives the plan with an index its weights, by default synthetic ones.
  ///   - isInterrupted: Called before each run; no further plan is begun.
  ///   - progress: Called after each run.
  /// - Returns: What each plan took, up to the one at which the series was interrupted.
  /// - Throws: `Refusal` where memory that was available for planning no longer is.
  public func points(
    _ limits: Benchmark.Limits, clock: some Clock<Duration>,
    tuning: (ExecutionPlan) throws(PlanFailure) -> ExecutionPlan = { $0 },
    session: (Int, ExecutionPlan) throws(PlanFailure) -> Session = {
      (_, plan) throws(PlanFailure) in try Session(plan)
    }, isInterrupted: () -> Bool, progress: (Progress) -> Void
  ) throws(Refusal) -> [Point] {
    var points: [Point] = []
    for (index, plan) in plans.enumerated() where !isInterrupted() {
      let benchmark: Benchmark
      do throws(PlanFailure) {
        let session = try session(index, tuning(plan))
        benchmark = try PlanFailure.refusing { () throws(ResourceFailure) in
          try Benchmark(session, .inference, isCold: false, clock: clock)
        }
      } catch {
        throw Refusal(index: index, reason: error)
      }
      let result = benchmark.run(
        limits, isInterrupted: isInterrupted
      ) { progress(Progress(index: index, count: plans.count, measurement: $0)) }
      guard let result, !isInterrupted() else { break }
      points.append(Point(times: result.whole, conditions: result.conditions))
    }
    return points
  }
}
