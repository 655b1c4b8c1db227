/// How much memory a measurement goes through to see one level of the memory.
package struct WorkingSets: Hashable, Sendable {
  /// Bytes of all threads together; nil for a level that the machine lacks or does not show.
  package let l2: Int?
  package let l3: Int?
  package let memory: Int
  /// Whether `memory` had to be too small to leave the caches behind.
  package let isMemoryCached: Bool

  /// A smaller working set would begin to fit into caches.
  static let leastMemory = 64 << 20
  /// A larger one would take too long.
  private static let mostMemory = 1 << 30
  private static let timesLast = 4

  /// - Parameters:
  ///   - caches: Those of the processors in use.
  ///   - threads: The threads that share the work.
  ///   - available: Bytes that may be taken; nil for no limit.
  package init(_ caches: CacheSizes, threads: Int, available: Int?) {
    // Half of a cache leaves room for what else lies there.
    l2 = caches.l2.map { threads * ($0 / 2 / min(threads, caches.l2Sharers)) }
    l3 = caches.l3.flatMap { bytes in
      let share = bytes / 2 / min(threads, caches.l3Sharers)
      // Twice the L2 cache, so that most of it does not lie there.
      let part = max(share, 2 * (caches.l2 ?? 0))
      return part <= bytes ? threads * part : nil
    }
    let wanted = min(Self.mostMemory, max(Self.leastMemory, Self.timesLast * caches.last))
    memory = max(1 << 20, min(wanted, (available ?? .max) / 2))
    isMemoryCached = memory < 2 * caches.last
  }
}
