public import RLAKernels

/// The peak performance of the machine, measured when asked for.
public struct Roofline: Sendable {
  /// 10⁹ floating-point operations per second of a product of square matrices, a multiply-add
  /// counted as two.
  public let gigaflops: Double
  /// 10⁹ bytes per second of a copy, read and written bytes counted.
  public let gigabytes: Double

  /// Measures both on the given number of threads, in about a tenth of a second.
  ///
  /// - Throws: `ResourceFailure` where the system refuses threads or memory.
  public init(
    threads: Int, isPinned: Bool = true, clock: some Clock<Duration>
  ) throws(ResourceFailure) {
    let peak = try PeakMeasurement(WorkerPool(threads: threads, isPinned: isPinned))
    let stopwatch = Stopwatch(clock)
    func least(_ runs: Int, _ work: () -> Void) -> Double {
      (0..<runs).map { _ in stopwatch.time(work).seconds }.reduce(.infinity, min)
    }
    // Consecutive products, so that all but the first find their matrices in the caches.
    let product = least(40, peak.multiply)
    let copy = least(8, peak.copy)
    gigaflops = Double(peak.productOperations) / product * 1e-9
    gigabytes = Double(peak.copiedBytes) / copy * 1e-9
  }

  /// What bounds a kernel: compute or memory bandwidth.
  public func bound(operations: Double, bytes: Double) -> String {
    operations / gigaflops >= bytes / gigabytes ? "compute" : "memory"
  }

  /// The least time for the operations and bytes.
  public func predicted(operations: Double, bytes: Double) -> Duration {
    .seconds(max(operations / gigaflops, bytes / gigabytes) * 1e-9)
  }
}
