/// How a series of latencies was measured.
public struct LatencyConditions: Sendable {
  public let machine: Machine
  public let threads: Int
  public let algorithm: PlanOptions.Algorithm
  /// Whether algorithms were chosen by measurement.
  public let isTuned: Bool
  /// Where products could run.
  public let kernels: PlanOptions.KernelSource
  /// Timed runs of each point.
  public let runs: Int
  /// Runs of each point before the clock starts.
  public let warmup: Int
  /// Points whose measurement the load of the machine disturbed, though it was repeated.
  public let disturbedPoints: Int

  public init(
    machine: Machine, threads: Int, algorithm: PlanOptions.Algorithm, isTuned: Bool = false,
    kernels: PlanOptions.KernelSource = .fastest, runs: Int, warmup: Int, disturbedPoints: Int
  ) {
    self.machine = machine
    self.threads = threads
    self.algorithm = algorithm
    self.isTuned = isTuned
    self.kernels = kernels
    self.runs = runs
    self.warmup = warmup
    self.disturbedPoints = disturbedPoints
  }
}
