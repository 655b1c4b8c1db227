import CRLAVectors

/// The step of the optimizer.
package enum MomentumOptimizer {
  /// Gradient descent with momentum and weight decay, as torch.optim.SGD:
  /// `m = μ·m + g + λ·w; w −= η·m`.
  package static func step(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>,
    velocity: UnsafeMutablePointer<Float>, count: Int, rate: Float, momentum: Float, decay: Float,
    on pool: WorkerPool
  ) {
    pool.split(count, grain: 16_384) { range, _ in
      let first = range.lowerBound
      vec_momentum_step(
        range.count, weights + first, gradient + first, velocity + first, rate, momentum, decay)
    }
  }
}
