import CVectors
import Glibc

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

  static func pin(_ thread: pthread_t, to processor: Int) {
    affinity_pin(thread, [Int32(processor)], 1)
  }

  /// Lets a thread run wherever the process may.
  static func release(_ thread: pthread_t) {
    if !given.isEmpty { affinity_pin(thread, given, given.count) }
  }
}
