import Glibc

/// Evicts everything else from the caches, by a copy that is larger than they are.
package final class CacheFlush {
  private static let count = 16 << 20
  private let pool: WorkerPool
  private let memory: ValueBuffer

  /// - Parameter pool: The threads to run on.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  package init(_ pool: WorkerPool) throws(ResourceFailure) {
    self.pool = pool
    memory = try ValueBuffer(2 * Self.count)
    memory.base.update(repeating: 1, count: 2 * Self.count)
  }

  /// Bytes that it allocates.
  package static let bytes = 2 * count * MemoryLayout<Float>.stride

  package func run() {
    let (from, to) = (memory.base, memory.base + Self.count)
    pool.split(Self.count, grain: 1 << 16) { range, _ in
      memcpy(
        to + range.lowerBound, from + range.lowerBound, range.count * MemoryLayout<Float>.size)
    }
  }
}
