import CRLAVectors

/// A ReLU with learned slopes: `y = x` where x is positive, else `slope·x`.
///
/// Maps of N×H×W×C; slopes: C, or one that all channels share.
package struct ParametricReLUKernel: Sendable {
  package let isShared: Bool

  package init(isShared: Bool) {
    self.isShared = isShared
  }

  package func forward(
    _ x: FeatureMap, slopes: UnsafePointer<Float>, to y: FeatureMap, on pool: WorkerPool
  ) {
    withSlopes(slopes, x.channels) { slopes in
      pool.split(x.rows, grain: grain(x)) { rows, _ in
        let first = rows.lowerBound
        vec_prelu(rows.count, x.channels, x.map(from: first), slopes, y.map(from: first))
      }
    }
  }

  /// `dx (+)= dy` where x is positive, else `slope·dy`.
  package func backwardInput(
    _ x: FeatureMap, _ dy: FeatureMap, slopes: UnsafePointer<Float>, to dx: FeatureMap,
    accumulating: Bool, on pool: WorkerPool
  ) {
    withSlopes(slopes, x.channels) { slopes in
      pool.split(x.rows, grain: grain(x)) { rows, _ in
        let first = rows.lowerBound
        vec_prelu_backward(
          rows.count, x.channels, x.map(from: first), dy.map(from: first), slopes,
          dx.map(from: first), accumulating ? 1 : 0)
      }
    }
  }

  /// `dslope[c] (+)= Σ x·dy` over the pixels where x is not positive.
  package func backwardSlopes(
    _ x: FeatureMap, _ dy: FeatureMap, to gradient: UnsafeMutablePointer<Float>,
    accumulating: Bool, on pool: WorkerPool
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: x.channels) { sums in
      sums.initialize(repeating: 0)
      addSums(x, dy, to: sums, on: pool)
      if isShared {
        let old = accumulating ? gradient[0] : 0
        gradient[0] = old + Float(sums.reduce(0, +))
        return
      }
      for (channel, sum) in sums.enumerated() {
        let old = accumulating ? gradient[channel] : 0
        gradient[channel] = old + Float(sum)
      }
    }
  }

  private func addSums(
    _ x: FeatureMap, _ dy: FeatureMap, to sums: UnsafeMutableBufferPointer<Double>,
    on pool: WorkerPool
  ) {
    let base = sums.baseAddress
    let columns = MatrixBlocks.ranges(of: x.channels, pool.threads, multiple: 16)
    pool.run(columns.count) { task, _ in
      let first = columns[task].lowerBound
      vec_prelu_slopes(
        x.rows, columns[task].count, x.map(channel: first), dy.map(channel: first),
        base.map { $0 + first })
    }
  }

  /// Calls `body` with one slope per channel.
  private func withSlopes(
    _ slopes: UnsafePointer<Float>, _ channels: Int, _ body: (UnsafePointer<Float>) -> Void
  ) {
    if !isShared { return body(slopes) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, channels)) { copies in
      copies.initialize(repeating: slopes[0])
      if let base = copies.baseAddress { body(base) }
    }
  }

  /// Rows that are worth a thread.
  private func grain(_ x: FeatureMap) -> Int { max(1, 8192 / max(1, x.channels)) }
}
