import RLAKernels

/// Chooses the algorithms of plans by measuring each candidate once on this machine, and remembers
/// what it measured.
public final class Tuner {
  /// What is known so far.
  public private(set) var choices: AlgorithmChoices
  /// The choices that this tuner has measured itself.
  public private(set) var news = AlgorithmChoices()
  private let budget: Duration
  private let stopwatch: Stopwatch
  private let limits: () -> MemoryLimits

  /// - Parameters:
  ///   - choices: What was measured before.
  ///   - budget: The most time to spend on one plan; what it does not reach is left to the rule of
  ///     thumb.
  ///   - clock: The clock that measures.
  public convenience init(
    _ choices: AlgorithmChoices = AlgorithmChoices(), budget: Duration = .seconds(2),
    clock: some Clock<Duration>
  ) {
    self.init(choices, budget: budget, clock: clock) { MemoryLimits() }
  }

  /// `limits` is what the process can still allocate.
  package init(
    _ choices: AlgorithmChoices, budget: Duration, clock: some Clock<Duration>,
    limits: @escaping () -> MemoryLimits
  ) {
    self.choices = choices
    self.budget = budget
    self.limits = limits
    stopwatch = Stopwatch(clock)
  }

  /// The plan with the fastest algorithm for each layer.
  ///
  /// - Parameters:
  ///   - plan: A plan that fits into memory.
  ///   - isInterrupted: Asked before each run; what is left then is left to the rule of thumb.
  ///   - progress: Called after each measured pass of a layer.
  /// - Returns: The plan with `tuning`, which says what was measured.
  /// - Throws: `PlanFailure` where the system refuses the memory or threads to measure with, though
  ///   it said that they are there.
  public func tuned(
    _ plan: ExecutionPlan, isInterrupted: () -> Bool = { false },
    progress: (TuningProgress) -> Void = { _ in }
  ) throws(PlanFailure) -> ExecutionPlan {
    let unknown = unmeasured(in: plan)
    let known = Set(plan.tuningSites.map(\.key)).count - unknown.count
    let measured = try PlanFailure.refusing { () throws(ResourceFailure) in
      try measure(unknown, plan.options, isInterrupted, progress)
    }
    return try plan.choosing(
      choices,
      PlanTuning(measured: measured, known: known, skipped: unknown.count - measured))
  }

  /// The sites of a plan for which there is no choice yet, each once, the most expensive first: these
  /// matter most where time runs out.
  private func unmeasured(in plan: ExecutionPlan) -> [TuningSite] {
    var calls: [TuningKey: Int] = [:]
    var sites: [TuningSite] = []
    for site in plan.tuningSites {
      calls[site.key, default: 0] += 1
      let isKnown = choices.choice(for: site.key, among: site.names) != nil
      if calls[site.key] == 1, !isKnown { sites.append(site) }
    }
    func cost(_ site: TuningSite) -> Double {
      Double(site.key.multiplyAdds) * Double(calls[site.key] ?? 1)
    }
    return sites.enumerated().sorted {
      (cost($1.element), $0.offset) < (cost($0.element), $1.offset)
    }.map(\.element)
  }

  /// Measures sites as far as memory and time allow.
  ///
  /// - Returns: How many have a choice now.
  private func measure(
    _ sites: [TuningSite], _ options: PlanOptions, _ isInterrupted: () -> Bool,
    _ progress: (TuningProgress) -> Void
  ) throws(ResourceFailure) -> Int {
    let room = room(options)
    let (fitting, size) = Self.fitting(sites, within: room)
    if fitting.isEmpty { return 0 }
    var race = TimedRace(
      pool: try options.makePool(),
      memory: try TuningMemory(
        size, cache: CacheSizes(processors: Processors.ofCaller).last, room: room,
        panelWidth: options.products.panelWidth),
      schedule: TuningSchedule(
        costs: fitting.map { Double($0.key.multiplyAdds) }, begin: stopwatch.elapsed,
        budget: budget), stopwatch: stopwatch)
    var measured = 0
    for (index, site) in fitting.enumerated() where !isInterrupted() {
      if let winner = race.winner(of: site, isInterrupted) {
        news.choose(winner, of: site.names, for: site.key)
        choices.choose(winner, of: site.names, for: site.key)
        measured += 1
      }
      progress(
        TuningProgress(done: index + 1, count: fitting.count, elapsed: race.elapsed))
    }
    return measured
  }

  /// Bytes that can still be taken; nil where nothing limits them.
  private func room(_ options: PlanOptions) -> Int? {
    let limits = limits()
    let taken =
      LinearAlgebra.addressBytes(threads: options.threads)
      + WorkerPool.addressBytes(threads: options.threads)
    return [limits.memory, limits.addresses.map { $0 - taken }].compactMap(\.self).min()
  }

  /// The sites that can be measured in one piece of memory of at most `room` bytes, and its size.
  private static func fitting(
    _ sites: [TuningSite], within room: Int?
  ) -> ([TuningSite], TuningMemory.Size) {
    var size = TuningMemory.Size.none
    let fitting = sites.filter { site in
      let larger = size.union(site.size)
      if let room, larger.bytes > room { return false }
      size = larger
      return true
    }
    return (fitting, size)
  }
}

/// Races of the kernels of one site after the other.
private struct TimedRace {
  let pool: WorkerPool
  let memory: TuningMemory
  var schedule: TuningSchedule
  let stopwatch: Stopwatch

  /// More rounds hardly change the winner.
  private static let rounds = 7

  var elapsed: Duration { stopwatch.elapsed - schedule.begin }

  mutating func winner(of site: TuningSite, _ isInterrupted: () -> Bool) -> Int? {
    let end = schedule.nextEnd(at: stopwatch.elapsed)
    return TuningRace(rounds: Self.rounds).winner(of: site.trials.count) { trial in
      stopwatch.time { site.trials[trial].run(memory, on: pool) }
    } hasTime: { expected, isFirst in
      let limit = isFirst ? schedule.end : end
      return !isInterrupted() && stopwatch.elapsed + expected <= limit
    }
  }
}

/// Shares the time that there is by what a run of each race costs.
struct TuningSchedule {
  let begin: Duration
  let end: Duration
  private var costs: [Double]

  init(costs: [Double], begin: Duration, budget: Duration) {
    self.begin = begin
    end = begin + budget
    self.costs = costs.reversed()
  }

  /// When the next race should end.
  mutating func nextEnd(at now: Duration) -> Duration {
    let left = costs.reduce(0, +)
    let cost = costs.popLast() ?? 0
    return now + max(.zero, end - now) * (left > 0 ? cost / left : 1)
  }
}
