import CRLAVectors

/// Multiply-adds in registers on every thread: the most arithmetic that the machine does.
package final class ArithmeticPeak {
  /// Steps of one round, together about half a millisecond.
  private static let steps = 200_000
  private static let valueCount = Int(vec_chain_values)
  private let pool: WorkerPool
  private let values: ValueBuffer
  /// Those of the widest vectors of the machine, whatever the networks use.
  private let loops: UnsafePointer<vec_loops>

  /// - Parameter pool: The threads to run on.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  package init(_ pool: WorkerPool) throws(ResourceFailure) {
    self.pool = pool
    values = try ValueBuffer(pool.threads * Self.valueCount)
    for index in 0..<pool.threads * Self.valueCount {
      values.base[index] = Float(index % Self.valueCount) / Float(Self.valueCount)
    }
    loops = vec_level(vec_level_count() - 1)
  }

  /// The work of one round.
  ///
  /// - Returns: Operations, a multiply-add counted as two.
  package func run() -> Int {
    var multiplyAdds = 0
    pool.run(pool.threads) { task, _ in
      let values = values.base + task * Self.valueCount
      let count = loops.pointee.multiply_adds(Self.steps, values)
      if task == 0 { multiplyAdds = count }
    }
    return 2 * multiplyAdds * pool.threads
  }
}
