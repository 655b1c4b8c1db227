import CRLAAffinity
import Glibc
import Synchronization

/// The processors on which threads may run.
package enum Processors {
  /// The processors, by number, that the process could use when a thread first asked.
  private static let given = ofCaller

  /// The processors that the calling thread may use now.
  package static var ofCaller: [Int] {
    [Int32](unsafeUninitializedCapacity: 1024) { buffer, count in
      count = affinity_of_caller(buffer.baseAddress, buffer.count)
    }.map(Int.init)
  }

  /// How many there are; at least 1.
  package static var count: Int { max(1, given.count) }

  /// A processor for each of some threads: on cores of their own as long as there are any, and none on
  /// a core that others use or that another process of this program has claimed.
  ///
  /// - Returns: Nil where there are too few such processors.
  package static func spread(_ threads: Int) -> [Int]? {
    if given.count < threads { return nil }
    return ProcessorChoice(
      processors: given, core: core(of:), use: use(of:),
      claim: ProcessorClaims.claim
    ).spread(threads)
  }

  /// The share of time for which others have used a processor.
  private static func use(of processor: Int) -> Double { measuredUse[processor] ?? 0 }

  /// Measured once, while this process sleeps.
  private static let measuredUse = ProcessorUse.measured(for: 50_000) {
    SystemFile.text("/proc/stat") ?? ""
  }

  /// The processors that share a core with this one, in the notation of the system.
  private static func core(of processor: Int) -> String {
    let path = "/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"
    return SystemFile.text(path).map { String($0.prefix { $0 != "\n" }) } ?? "\(processor)"
  }

  /// A thread that pools keep on one processor.
  private struct Hold {
    var pools: Int
    /// Where it could run before it was pinned.
    let processors: [Int]
  }

  /// By the thread identifier of the system.
  private static let holds = Mutex<[Int32: Hold]>([:])

  /// Pins the calling thread to a processor.
  ///
  /// - Returns: The thread, for `release`.
  static func holdCaller(on processor: Int) -> Int32 {
    let thread = affinity_caller()
    let now = ofCaller
    holds.withLock { $0[thread, default: Hold(pools: 0, processors: now)].pools += 1 }
    keep(thread, on: [processor])
    return thread
  }

  /// Lets a thread run where it could before, unless another pool pins it.
  static func release(_ thread: Int32) {
    let free: [Int]? = holds.withLock { holds in
      holds[thread]?.pools -= 1
      guard let hold = holds[thread], hold.pools == 0 else { return nil }
      holds[thread] = nil
      return hold.processors
    }
    if let free { keep(thread, on: free) }
  }

  /// Where the calling thread may run once no pool pins it; nil where none does.
  ///
  /// Threads that a pinned thread starts begin on its one processor.
  static var ofHeldCaller: [Int]? {
    holds.withLock { $0[affinity_caller()]?.processors }
  }

  /// Restricts the calling thread to some processors for its whole life.
  static func keepCaller(on processors: [Int]) { keep(affinity_caller(), on: processors) }

  private static func keep(_ thread: Int32, on processors: [Int]) {
    if processors.isEmpty { return }
    affinity_keep(thread, processors.map(Int32.init), processors.count)
  }
}
