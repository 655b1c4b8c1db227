import CVectors
import Glibc
import Synchronization

/// Where threads may run.
public enum Processors {
  /// The processors that this process was given when it started, by their numbers.
  private static let given = [Int32](unsafeUninitializedCapacity: 1024) { buffer, count in
    count = affinity_of_caller(buffer.baseAddress, buffer.count)
  }

  /// How many there are; at least 1.
  public static var count: Int { max(1, given.count) }

  /// A processor for each of some threads, on cores of their own as long as there are any.
  ///
  /// - Returns: Nil where there are fewer processors than threads.
  public static func spread(_ threads: Int) -> [Int]? {
    if given.count < threads { return nil }
    var taken: [String: Int] = [:]
    let ranked = given.map { processor in
      let core = core(of: Int(processor))
      defer { taken[core, default: 0] += 1 }
      return (turn: taken[core, default: 0], processor: Int(processor))
    }
    return ranked.sorted { $0 < $1 }.prefix(threads).map(\.processor).sorted()
  }

  /// The processors that share a core with this one, as the system writes them.
  private static func core(of processor: Int) -> String {
    let path = "/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"
    guard let file = fopen(path, "r") else { return "\(processor)" }
    defer { fclose(file) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { line in
      fgets(line.baseAddress, 256, file).map { String(cString: $0) } ?? "\(processor)"
    }
  }

  /// By thread: how many pools hold the thread that made them.
  private static let holds = Mutex<[pthread_t: Int]>([:])

  /// Keeps the calling thread on a processor, until it has called `releaseCaller` as often.
  static func holdCaller(on processor: Int) {
    holds.withLock { $0[pthread_self(), default: 0] += 1 }
    pin(pthread_self(), to: processor)
  }

  /// Lets the calling thread run wherever the process may, unless another pool holds it.
  static func releaseCaller() {
    let isHeld = holds.withLock { holds in
      let left = (holds[pthread_self()] ?? 1) - 1
      holds[pthread_self()] = left > 0 ? left : nil
      return left > 0
    }
    if !isHeld { free(pthread_self()) }
  }

  /// Whether a pool holds the calling thread; a thread that it starts begins on the same processor.
  static var isCallerHeld: Bool { holds.withLock { $0[pthread_self()] != nil } }

  static func pin(_ thread: pthread_t, to processor: Int) {
    affinity_pin(thread, [Int32(processor)], 1)
  }

  static func free(_ thread: pthread_t) {
    if !given.isEmpty { affinity_pin(thread, given, given.count) }
  }
}
