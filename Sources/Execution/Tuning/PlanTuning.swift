/// How the algorithms of a plan were chosen by measurement.
public struct PlanTuning: Hashable, Sendable {
  /// Passes of layers of different sizes that were measured for this plan.
  public var measured: Int
  /// Those that had been measured before.
  public var known: Int
  /// Those for which the rule of thumb decides, since there was too little time or memory.
  public var skipped: Int

  public init(measured: Int, known: Int, skipped: Int) {
    self.measured = measured
    self.known = known
    self.skipped = skipped
  }

  public var count: Int { measured + known + skipped }
}

/// How far the measurement of algorithms is.
public struct TuningProgress: Hashable, Sendable {
  /// Passes of layers of different sizes, and all that are to be measured.
  public let done: Int
  public let count: Int
  public let elapsed: Duration

  public init(done: Int, count: Int, elapsed: Duration) {
    self.done = done
    self.count = count
    self.elapsed = elapsed
  }
}
