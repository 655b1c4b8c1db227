/// A fixed piece of work on every thread, whose time tells how fast the machine is just now.
///
/// It stays in registers, so that the caches are left as they are.
package final class Canary {
  /// Steps of each chain, together about a tenth of a millisecond.
  private static let steps = 50_000
  private let pool: WorkerPool
  /// The last numbers of each thread; their use keeps the work from being optimized away.
  private let numbers: UnsafeMutablePointer<UInt64>

  /// - Parameter pool: The threads to run on.
  package init(_ pool: WorkerPool) {
    self.pool = pool
    numbers = .allocate(capacity: pool.threads)
    for thread in 0..<pool.threads { numbers[thread] = UInt64(thread) }
  }

  deinit { numbers.deallocate() }

  /// The work once on each thread.
  package func run() {
    pool.run(pool.threads) { task, _ in numbers[task] = Self.chains(from: numbers[task]) }
  }

  /// Four chains of multiplications that do not wait for each other.
  private static func chains(from start: UInt64) -> UInt64 {
    // The factor is that of Knuth's MMIX generator, whose numbers do not repeat soon.
    let factor: UInt64 = 6_364_136_223_846_793_005
    var (a, b, c, d) = (start, start &+ 1, start &+ 2, start &+ 3)
    for _ in 0..<steps {
      a = a &* factor &+ 1
      b = b &* factor &+ 1
      c = c &* factor &+ 1
      d = d &* factor &+ 1
    }
    return a ^ b ^ c ^ d
  }
}
