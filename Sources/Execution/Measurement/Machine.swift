import Glibc
public import RLAKernels

/// The machine that a measurement ran on, as it describes itself.
public struct Machine: Sendable {
  public let processor: String
  /// The processors that the process may use.
  public let cores: Int
  /// The words of OpenBLAS, or the name of the library that stands in for it; nil where there is
  /// none.
  public let blas: String?
  /// The processor whose kernels OpenBLAS uses; nil where the library does not say.
  public let blasCore: String?
  /// What OPENBLAS_CORETYPE had chosen, where that was overridden.
  public let replacedBLASCore: String?
  /// The vector instructions of this package's own loops: `AVX-512`, `AVX2` or `baseline`.
  public let vectors: String
  /// The frequency governor, where the system shows it.
  public let governor: String?
  /// What the user has set of the variables that limit the threads of other programs, such as
  /// `OMP_NUM_THREADS=1`.
  public let threadVariables: [String]

  /// - Parameter replacedBLASCore: What `openLinearAlgebra` returned.
  public init(replacedBLASCore: String? = nil) {
    let lines = SystemFile.text("/proc/cpuinfo") ?? ""
    let model = lines.split(separator: "\n").first { $0.hasPrefix("model name") }
    processor = model?.split(separator: ":").last?.trimmed ?? "unknown processor"
    cores = Processors.count
    blas = LinearAlgebra.configuration
    blasCore = LinearAlgebra.coreName
    self.replacedBLASCore = replacedBLASCore
    vectors = VectorLevel.current
    let path = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
    governor = SystemFile.text(path)?[...].trimmed
    threadVariables = ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"].compactMap { (name: String) in
      getenv(name).map { "\(name)=\(String(cString: $0))" }
    }
  }

  /// The processors that the process may use.
  public static var processorCount: Int { Processors.count }

  /// Whether each thread of a pinned session gets its own processor.
  public func pins(_ threads: Int) -> Bool { threads <= cores }

  /// The levels of vector instructions that this machine can run, narrowest vectors first.
  public static var vectorLevels: [String] { VectorLevel.usable }

  /// Makes this package's own loops use a level, for the whole process.
  ///
  /// - Returns: Whether this machine can run it.
  public static func useVectors(_ level: String) -> Bool { VectorLevel.use(level) }

  /// Opens the linear algebra library before anything runs, unless it is open.
  ///
  /// - Parameter choosesKernels: Whether OpenBLAS takes its kernels for this processor, whatever
  ///   OPENBLAS_CORETYPE says.
  /// - Returns: The core that the variable asked for, where that was another one and is overridden.
  /// - Throws: `LinearAlgebra.Failure` where none is installed.
  public static func openLinearAlgebra(
    choosingKernels choosesKernels: Bool
  ) throws(LinearAlgebra.Failure) -> String? {
    if choosesKernels { return try LinearAlgebra.openForProcessor() }
    try LinearAlgebra.open()
    return nil
  }
}

extension Substring {
  /// The text without white space around it.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start[..<(start.lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)])
  }
}
