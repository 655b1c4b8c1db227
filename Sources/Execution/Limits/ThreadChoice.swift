import Glibc
import RLAKernels

/// On how many threads a network runs, and who decided it.
public struct ThreadChoice: Hashable, Sendable {
  public enum Origin: Hashable, Sendable {
    case option
    /// A variable of the environment, by name.
    case environment(String)
    /// The processor time that a control group gives, in processors.
    case quota(Double)
    /// One for each processor that the process may use.
    case processors
  }

  public let count: Int
  public let origin: Origin

  /// - Parameters:
  ///   - option: What the user asked for; nil for the default.
  ///   - processors: How many the process may use.
  ///   - quota: How many's time its control groups give; nil where they do not limit it.
  ///   - environment: The value of a variable; nil where it is not set.
  package init(
    option: Int?, processors: Int = Processors.count, quota: Double? = ProcessorLimits().quota,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) {
    if let option {
      (count, origin) = (option, .option)
      return
    }
    for name in Self.variables {
      // OpenMP allows a list, one number for each level of nesting.
      guard let first = environment(name)?.split(separator: ",").first, let wanted = Int(first),
        wanted > 0
      else { continue }
      (count, origin) = (min(wanted, processors), .environment(name))
      return
    }
    let share = quota.map { max(1, Int(min($0, Double(processors)).rounded(.up))) } ?? processors
    (count, origin) = share < processors ? (share, .quota(quota ?? 0)) : (processors, .processors)
  }

  /// The threads of each of some processes on this machine that divide its processors.
  ///
  /// - Parameters:
  ///   - processes: How many they are; each has what an option or the environment says.
  ///   - online: The processors of the machine, of which this process may have been given a part already.
  /// - Returns: At least one.
  package func count(
    ofProcesses processes: Int, online: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  ) -> Int {
    switch origin {
    case .option, .environment: count
    case .quota: max(1, count / processes)
    case .processors: processes == 1 ? count : max(1, min(count, online / processes))
    }
  }

  /// In the order in which OpenBLAS reads them.
  static let variables = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"]
}
