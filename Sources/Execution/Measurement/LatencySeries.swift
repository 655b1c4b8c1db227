import RLAKernels
public import RLANetworks

/// Median latencies of the inference forward pass of several plans, one after the other.
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
  ///   - request: The network and the options of each plan by index, for inference.
  /// - Throws: `Refusal` where a network cannot be planned or the machine has too little memory.
  public init(
    count: Int, _ request: (Int) -> (network: Network, options: PlanOptions)
  ) throws(Refusal) {
    var plans: [ExecutionPlan] = []
    for index in 0..<count {
      let (network, options) = request(index)
      precondition(options.purpose == .inference, "A latency is that of inference.")
      do throws(PlanFailure) {
        let plan = try ExecutionPlan(network, options)
        try plan.requireResources()
        plans.append(plan)
      } catch {
        throw Refusal(index: index, reason: error)
      }
    }
    self.plans = plans
  }

  /// Runs each plan with synthetic weights; one session is in memory at a time.
  ///
  /// - Parameters:
  ///   - runs: Timed runs of each plan, at least 1.
  ///   - warmup: Runs of each plan before the clock starts.
  ///   - clock: The clock that measures.
  ///   - progress: Called with the index of the plan that is about to run.
  /// - Returns: The median of the runs of each plan.
  /// - Throws: `Refusal` where memory that was available for planning no longer is.
  public func medians(
    runs: Int, warmup: Int, clock: some Clock<Duration>, progress: (Int) -> Void
  ) throws(Refusal) -> [Duration] {
    precondition(runs > 0, "A median needs a run.")
    var medians: [Duration] = []
    for (index, plan) in plans.enumerated() {
      progress(index)
      let benchmark: Benchmark
      do throws(PlanFailure) {
        let session = try Session(plan)
        benchmark = try PlanFailure.refusing { () throws(ResourceFailure) in
          try Benchmark(session, .inference, isCold: false, clock: clock)
        }
      } catch {
        throw Refusal(index: index, reason: error)
      }
      let result = benchmark.run(
        Benchmark.Limits(warmup: warmup, runs: runs, duration: nil), isInterrupted: { false },
        progress: { _ in })
      guard let result else { preconditionFailure("Nothing interrupts the runs.") }
      medians.append(result.whole.median)
    }
    return medians
  }
}
