import CRLAVectors

/// Reads and triads over memory of a size, a part of it for every thread, which tell how fast a
/// cache or the memory is that holds it.
package final class MemoryStream {
  /// Bytes that a thread goes through in one round at least, so that no thread ends before another
  /// has begun.
  private static let leastRound = 8 << 20
  /// Values to which parts are rounded, three arrays of whole groups that the loops take.
  private static let unit = 3 * 64
  private let pool: WorkerPool
  private let values: ValueBuffer
  private let part: Int
  private let sums: UnsafeMutablePointer<Float>

  /// - Parameters:
  ///   - bytes: Of all threads together; each has at least 768.
  ///   - pool: The threads to run on.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  package init(bytes: Int, _ pool: WorkerPool) throws(ResourceFailure) {
    self.pool = pool
    part = max(1, bytes / MemoryLayout<Float>.stride / pool.threads / Self.unit) * Self.unit
    values = try ValueBuffer(pool.threads * part)
    values.base.update(repeating: 0.5, count: pool.threads * part)
    sums = .allocate(capacity: pool.threads)
    sums.initialize(repeating: 0, count: pool.threads)
  }

  deinit { sums.deallocate() }

  private var partBytes: Int { part * MemoryLayout<Float>.stride }
  private var passes: Int { max(1, Self.leastRound / partBytes) }

  /// Sums the memory.
  ///
  /// - Returns: Bytes that were read.
  package func read() -> Int {
    pool.run(pool.threads) { _, thread in
      for _ in 0..<passes { sums[thread] += vec_sum(part, values.base + thread * part) }
    }
    return pool.threads * passes * partBytes
  }

  /// y = a + s · b, as STREAM's triad, over thirds of the memory.
  ///
  /// - Returns: Bytes that were read and written; lines of y that are read before they are written
  ///   do not count.
  package func triad() -> Int {
    let third = part / 3
    pool.run(pool.threads) { _, thread in
      let a = values.base + thread * part
      for _ in 0..<passes { vec_triad(third, a, a + third, 0.5, a + 2 * third) }
    }
    return pool.threads * passes * partBytes
  }
}
