import RLAExecution
import RLANetworks
import RLAReports

/// Chooses the algorithms of plans as the options say, with what earlier runs left in the cache.
final class PlanTuner {
  private let cache: TuningCache
  private let tuner: Tuner
  private let kept: KeptRuns
  private let progress: Progress
  /// What became of the cache so far.
  private(set) var cacheUse = TuningCacheUse.unused

  /// A person who waits longer than this wants to know why.
  private static let patience = Duration.seconds(1)

  /// Nil where the options go by rules of thumb.
  init?(
    _ options: TuningOptions, _ execution: ExecutionOptions, _ machine: Machine, _ kept: KeptRuns,
    _ progress: Progress
  ) {
    guard options.tunes(execution) else { return nil }
    cache = TuningCache(machine)
    let known = cache.choices
    if !known.choices.isEmpty { cacheUse = .read }
    tuner = Tuner(known, clock: ContinuousClock())
    self.kept = kept
    self.progress = progress
  }

  /// The plan with the fastest algorithms; what was measured for it is kept for later runs.
  func tuned(_ plan: ExecutionPlan) throws(PlanFailure) -> ExecutionPlan {
    let tuned = try tuner.tuned(
      plan, isInterrupted: { kept.isInterrupted },
      progress: { if $0.elapsed >= Self.patience { show(plan, $0) } })
    if let tuning = tuned.tuning, tuning.measured > 0 { cacheUse = cache.add(tuner.news) }
    try tuned.requireResources()
    return tuned
  }
}

extension PlanTuner {
  private func show(_ plan: ExecutionPlan, _ now: TuningProgress) {
    progress.show(ProgressText.tuning(plan.network.name, now))
  }
}

extension PlanTuner? {
  /// The plan itself where nothing is measured.
  func tuned(_ plan: ExecutionPlan) throws(PlanFailure) -> ExecutionPlan {
    try self?.tuned(plan) ?? plan
  }
}
