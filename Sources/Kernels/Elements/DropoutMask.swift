/// Which elements dropout zeroes: a function of a seed and the number of the element, whatever the
/// threads.
package struct DropoutMask: Sendable {
  private let seed: UInt64
  /// An element stays where the upper half of its hash is at least this.
  private let threshold: UInt64
  private let scale: Float

  /// - Parameters:
  ///   - rate: The share of elements that are zeroed.
  ///   - seed: What the choice follows from.
  package init(rate: Double, seed: UInt64) {
    precondition((0...1).contains(rate), "A share is at most 1.")
    self.seed = seed
    threshold = UInt64(rate * 0x1p32)
    scale = rate < 1 ? Float(1 / (1 - rate)) : 0
  }

  /// `y (+)= x · m / (1 − rate)` with m = 0 or 1; the gradient is the same function of dy.
  package func apply(
    _ x: FeatureMap, to y: FeatureMap, accumulating: Bool = false, on pool: WorkerPool
  ) {
    pool.split(x.rows, grain: max(1, 4096 / max(x.channels, 1))) { rows, _ in
      for row in rows {
        let (source, target) = (x.row(row), y.row(row))
        for channel in 0..<x.channels {
          let kept = keeps(row * x.channels + channel) ? source[channel] * scale : 0
          target[channel] = accumulating ? target[channel] + kept : kept
        }
      }
    }
  }

  @inline(__always)
  private func keeps(_ element: Int) -> Bool {
    SplitMix64.bits(at: element, seed: seed) >> 32 >= threshold
  }
}
