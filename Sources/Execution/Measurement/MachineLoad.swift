/// What else the machine did while something was measured, as far as it shows.
public struct MachineLoad: Hashable, Sendable {
  /// Processor time of this process over the elapsed time of a run, in processors: the median over
  /// the runs.
  public let processorsUsed: Double
  public let threads: Int
  /// The share of the time in which threads wanted to run that they waited for a processor; nil
  /// where the system does not show it.
  public let waitingShare: Double?
  /// The share of the time of all processors that a hypervisor gave to something else; nil where
  /// the system does not show it.
  public let stealShare: Double?
  /// How often the system took the processor from a thread.
  public let involuntarySwitches: Int
  /// The times of the canary, a fixed loop on all threads, before, between and after the runs.
  public let canary: Samples

  /// A sign that the times are not those of an idle machine.
  public enum Disturbance: Hashable, Sendable {
    /// Threads waited for a processor for this share of the time in which they wanted to run.
    case waiting(Double)
    /// The process had a processor for this share of the time only, though one thread never sleeps.
    case processor(Double)
    /// A hypervisor took this share of the processors.
    case steal(Double)
    /// In a quarter of the rounds or more the canary took this many times its shortest time.
    case canary(Double)
  }

  /// The signs that are beyond their limits.
  public var disturbances: [Disturbance] {
    signs.filter { $0.excess > 1 }.map(\.disturbance)
  }

  public var isDisturbed: Bool { !disturbances.isEmpty }

  /// The largest sign as a multiple of its limit.
  var severity: Double { signs.map(\.excess).max() ?? 0 }

  private static let waitingLimit = 0.05
  /// The calling thread never sleeps, so an idle machine gives at least one processor.
  private static let missingLimit = 0.1
  private static let stealLimit = 0.02
  private static let canaryLimit = 0.15

  private var signs: [(disturbance: Disturbance, excess: Double)] {
    let slowing = canary.quantile(0.75) / canary.minimum
    var signs: [(Disturbance, Double)] = [
      (.processor(processorsUsed), (1 - processorsUsed) / Self.missingLimit),
      (.canary(slowing), (slowing - 1) / Self.canaryLimit),
    ]
    if let waitingShare {
      signs.insert((.waiting(waitingShare), waitingShare / Self.waitingLimit), at: 0)
    }
    if let stealShare { signs.append((.steal(stealShare), stealShare / Self.stealLimit)) }
    return signs
  }
}

extension MachineLoad {
  /// Ticks of the clock in which the system counts what a hypervisor took; fewer are chance.
  private static let leastStolen = Duration.milliseconds(30)

  /// - Parameters:
  ///   - first: A reading before the series.
  ///   - last: One after it.
  ///   - elapsed: The time between them.
  ///   - shares: Processor time over elapsed time of each run.
  ///   - canary: The times of the canary.
  ///   - threads: The threads that run the network.
  init(
    from first: LoadReading, to last: LoadReading, elapsed: Duration, shares: [Double],
    canary: [Duration], threads: Int
  ) {
    processorsUsed = shares.sorted()[shares.count / 2]
    self.threads = threads
    self.canary = Samples(canary)
    involuntarySwitches = last.involuntarySwitches - first.involuntarySwitches
    waitingShare = first.waiting.flatMap { before in
      last.waiting.map { after in
        let (waited, ran) = (after - before, last.processorTime - first.processorTime)
        // A thread that ended takes its waiting along.
        return waited > .zero ? waited / (waited + ran) : 0
      }
    }
    stealShare = first.stolen.flatMap { before in
      last.stolen.map { after in
        let stolen = after - before
        return stolen < Self.leastStolen || elapsed <= .zero
          ? 0 : stolen / (elapsed * max(1, last.processors))
      }
    }
  }
}
