import Glibc
public import RLAKernels

/// The machine that a measurement ran on, as it describes itself.
public struct Machine: Sendable {
  public let processor: String
  /// What tells it from others of the same name, as the system shows it: family, model, stepping and
  /// caches.
  public let processorModel: String
  /// The processors that the process may use.
  public let cores: Int
  /// The words of OpenBLAS, or the name of the library that stands in for it; nil where there is
  /// none.
  public let blas: String?
  /// The kernels that it uses, and why; nil where there is none.
  public let kernels: KernelChoice?
  /// What OPENBLAS_CORETYPE had chosen, where that was overridden.
  public let replacedBLASCore: String?
  /// The vector instructions of this package's own loops: `AVX-512`, `AVX2` or `baseline`.
  public let vectors: String
  /// The widest of this machine.
  public let widestVectors: String
  /// Bytes of memory; nil where the system does not say.
  public let memory: Int?
  /// The frequency governor, where the system shows it.
  public let governor: String?
  /// What the user has set of the variables that limit the threads of other programs, such as
  /// `OMP_NUM_THREADS=1`.
  public let threadVariables: [String]
  /// Who decided the number of threads; nil where that does not matter.
  public let threadOrigin: ThreadChoice.Origin?
  /// Whether threads were to be pinned.
  public let wantsPinning: Bool
  private let pinning: @Sendable (Int) -> Bool

  /// - Parameters:
  ///   - replacedBLASCore: What `openLinearAlgebra` returned.
  ///   - threadOrigin: Who decided the number of threads.
  ///   - isPinned: Whether sessions are to be pinned.
  public init(
    replacedBLASCore: String? = nil, threadOrigin: ThreadChoice.Origin? = nil,
    isPinned: Bool = true
  ) {
    self.init(
      tree: SystemTree(), cores: Processors.count, blas: LinearAlgebra.configuration,
      kernels: LinearAlgebra.kernels, replacedBLASCore: replacedBLASCore,
      vectors: VectorLevel.current, widestVectors: VectorLevel.usable.last ?? VectorLevel.current,
      threadOrigin: threadOrigin,
      variable: { getenv($0).map { String(cString: $0) } },
      wantsPinning: isPinned, pinning: { Processors.spread($0) != nil })
  }

  /// `variable` is the value of a variable of the environment, and `pinning` says whether some threads
  /// can be pinned.
  package init(
    tree: SystemTree, cores: Int, blas: String?, kernels: KernelChoice?,
    replacedBLASCore: String? = nil, vectors: String, widestVectors: String,
    threadOrigin: ThreadChoice.Origin? = nil, variable: (String) -> String? = { _ in nil },
    wantsPinning: Bool = true, pinning: @escaping @Sendable (Int) -> Bool
  ) {
    let lines = tree.lines("/proc/cpuinfo")
    let model = lines.first { $0.hasPrefix("model name") }
    processor = model?.split(separator: ":").last?.trimmed ?? "unknown processor"
    processorModel = Self.model(lines, tree)
    self.cores = cores
    self.blas = blas
    self.kernels = kernels
    self.replacedBLASCore = replacedBLASCore
    self.vectors = vectors
    self.widestVectors = widestVectors
    memory = tree.bytes(after: "MemTotal:", in: "/proc/meminfo")
    let path = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
    governor = tree.text(path)?[...].trimmed
    threadVariables = ThreadChoice.variables.compactMap { name in
      variable(name).map { "\(name)=\($0)" }
    }
    self.threadOrigin = threadOrigin
    self.wantsPinning = wantsPinning
    self.pinning = pinning
  }

  /// The numbers of the first processor of a list, and the caches.
  ///
  /// Virtual machines give the same name to different processors.
  private static func model(_ lines: [Substring], _ tree: SystemTree) -> String {
    let names = [
      "vendor_id", "cpu family", "model", "stepping", "CPU implementer", "CPU part", "CPU variant",
    ]
    let numbers = names.compactMap { name in
      lines.first { $0.prefix { $0 != ":" }.trimmed == name }?.split(separator: ":").last?.trimmed
    }
    let caches = CacheSizes(tree, processors: Processors.ofCaller)
    return (numbers + [caches.l2 ?? 0, caches.l3 ?? 0].map(String.init)).joined(separator: " ")
  }

  /// The processor whose kernels OpenBLAS uses; nil where the library does not say.
  public var blasCore: String? { kernels?.core }

  /// Whether the library's kernels are for narrower vectors than the processor has; nil where that is
  /// not known.
  public var usesNarrowKernels: Bool? {
    guard let core = blasCore.flatMap(BLASCore.named) else { return nil }
    let widest: BLASCore.Width =
      switch widestVectors {
      case "AVX-512": .avx512
      case "AVX2": .avx2
      default: .sse
      }
    return core.width < widest
  }

  /// The processors that the process may use.
  public static var processorCount: Int { Processors.count }

  /// Whether each thread of a session is pinned to its own processor; not where that was refused, or
  /// other processes of this program have the processors.
  public func pins(_ threads: Int) -> Bool { wantsPinning && pinning(threads) }

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
  /// - Throws: `LinearAlgebra.Failure` where none is installed, limits leave no room for it, or the
  ///   processor cannot run the kernels that the variable names.
  public static func openLinearAlgebra(
    choosingKernels choosesKernels: Bool
  ) throws(LinearAlgebra.Failure) -> String? {
    let needed = LinearAlgebra.addressBytes(threads: 1)
    if let left = MemoryLimits().addresses, left < needed {
      throw .addresses(needed: needed, left: left)
    }
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
