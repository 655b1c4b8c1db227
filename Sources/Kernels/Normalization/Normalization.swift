import CRLAVectors

/// Normalization by mean and variance over a set of pixels, then scale, shift, sum and activation:
/// `y = f((x − μ)·γ/√(σ² + ε) + β + r)`.
///
/// Batch normalization in training takes the statistics of each channel over all pixels of the
/// batch, group normalization those of each group of channels in each image; instance normalization
/// has as many groups as channels. Sums are in double precision and squares are of deviations from
/// a value of the channel, so that a mean far from zero costs no accuracy.
package struct Normalization: Sendable {
  package enum Scope: Hashable, Sendable {
    /// One mean per channel, over the batch.
    case channel
    /// One mean per group of channels in each image; `groups` divides the channels.
    case image(groups: Int)
  }

  package let scope: Scope
  package let epsilon: Double
  package let batch: Int
  package let area: Int
  package let channels: Int

  package init(_ scope: Scope, epsilon: Double, batch: Int, area: Int, channels: Int) {
    self.scope = scope
    self.epsilon = epsilon
    self.batch = batch
    self.area = area
    self.channels = channels
  }

  /// The sets of pixels that share statistics.
  private var sets: Int { scope == .channel ? 1 : batch }
  private var rowsPerSet: Int { scope == .channel ? batch * area : area }

  /// Channels that share statistics.
  private var width: Int {
    switch scope {
    case .channel: 1
    case .image(let groups): channels / groups
    }
  }

  /// Values that the forward pass saves for the backward pass.
  package var savedCount: Int { sets * 3 * channels }

  /// What the forward pass saves of a set, by channel.
  private struct Saved {
    let mean: UnsafeMutablePointer<Float>
    /// 1/σ.
    let inverse: UnsafeMutablePointer<Float>
    /// What is added after scaling.
    let shift: UnsafeMutablePointer<Float>
  }

  private func saved(_ memory: UnsafeMutablePointer<Float>, _ set: Int) -> Saved {
    let mean = memory + set * 3 * channels
    return Saved(mean: mean, inverse: mean + channels, shift: mean + 2 * channels)
  }

  /// Sums are made in at most this many parts, whatever the number of threads.
  private static let tasks = 16

  /// Scratch values of both passes.
  package func scratch(threads: Int) -> Int {
    (Self.tasks * 4 + 3 * sets + 4) * channels + 16
  }

  // MARK: - Forward

  /// Takes statistics, saves them for the backward pass and normalizes.
  ///
  /// `weight` is γ and `bias` is β by channel; nil stands for ones and zeros. `running` is the
  /// tracked mean and variance, which move a tenth of the way toward those of the batch.
  package func forward(
    _ x: FeatureMap, weight: UnsafePointer<Float>?, bias: UnsafePointer<Float>?,
    after: FeatureMap?, function: ElementLoop, to y: FeatureMap,
    saved memory: UnsafeMutablePointer<Float>,
    running: (mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>)?,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let scale = workspace.take(sets * channels)
    let pivot = workspace.take(channels)
    for set in 0..<sets {
      let saved = saved(memory, set)
      let (means, variance) = statistics(
        x, set: set, pivot: pivot, mean: saved.mean, inverse: saved.inverse, workspace, on: pool)
      setScale(scale + set * channels, weight, saved)
      for channel in 0..<channels {
        // The rounding error of the mean goes into the shift.
        let lost = means[channel] - Double(saved.mean[channel])
        let factor = Double(scale[set * channels + channel])
        saved.shift[channel] = Float(Double(bias?[channel] ?? 0) - lost * factor)
        if let running {
          let count = Double(rowsPerSet)
          let unbiased = variance[channel] * (count > 1 ? count / (count - 1) : 1)
          running.mean[channel] = running.mean[channel] * 0.9 + saved.mean[channel] * 0.1
          running.variance[channel] = running.variance[channel] * 0.9 + Float(unbiased) * 0.1
        }
      }
    }
    let epilogues = (0..<sets).map { set in
      let saved = saved(memory, set)
      return Epilogue(
        center: saved.mean, scale: scale + set * channels, shift: saved.shift, after: after,
        function: function)
    }
    eachRange(on: pool) { set, rows in
      epilogues[set].apply(x, to: y, rows: rows, channels: 0..<channels)
    }
  }

  /// γ/σ by channel.
  private func setScale(
    _ scale: UnsafeMutablePointer<Float>, _ weight: UnsafePointer<Float>?, _ saved: Saved
  ) {
    for channel in 0..<channels {
      scale[channel] = (weight?[channel] ?? 1) * saved.inverse[channel]
    }
  }

  /// Writes mean and 1/σ of a set and returns means and variances, which are valid until the next
  /// call.
  private func statistics(
    _ x: FeatureMap, set: Int, pivot: UnsafeMutablePointer<Float>,
    mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>,
    _ workspace: Workspace, on pool: WorkerPool
  ) -> (means: UnsafeMutablePointer<Double>, variances: UnsafeMutablePointer<Double>) {
    var workspace = workspace
    let first = x.row(set * rowsPerSet)
    for channel in 0..<channels { pivot[channel] = first[channel] }
    let (sums, squares) = totals(set: set, &workspace, on: pool) { rows, sums, squares in
      vec_moments(rows.count, channels, x.map(from: rows.lowerBound), pivot, sums, squares)
    }
    let count = Double(rowsPerSet)
    for channel in 0..<channels {
      let distance = sums[channel] / count
      sums[channel] = Double(pivot[channel]) + distance
      squares[channel] = max(0, squares[channel] / count - distance * distance)
    }
    if width > 1 {
      for first in stride(from: 0, to: channels, by: width) {
        mergeChannels(sums + first, squares + first)
      }
    }
    for channel in 0..<channels {
      mean[channel] = Float(sums[channel])
      inverse[channel] = Float(1 / (squares[channel] + epsilon).squareRoot())
    }
    return (sums, squares)
  }

  /// One mean and variance for all channels of a group.
  private func mergeChannels(
    _ means: UnsafeMutablePointer<Double>, _ variances: UnsafeMutablePointer<Double>
  ) {
    let count = Double(width)
    let mean = (0..<width).reduce(0) { $0 + means[$1] } / count
    let variance =
      (0..<width).reduce(0) { sum, channel in
        let distance = means[channel] - mean
        return sum + variances[channel] + distance * distance
      } / count
    for channel in 0..<width {
      means[channel] = mean
      variances[channel] = variance
    }
  }

  // MARK: - Backward

  /// Gradients of the input, of scale and shift, and of the summand r.
  ///
  /// The derivative of the activation follows from y. Where y is nil, it is computed from the argument
  /// of the activation, which takes less time than reading y: for functions where it follows from
  /// either, and only without r. `after` receives the gradient of r,
  /// `weightGradient` that of γ and `biasGradient` that of β; nil where they are not trained.
  /// Statistics that do not depend on x are constant.
  package func backward(
    _ x: FeatureMap, _ y: FeatureMap?, _ dy: FeatureMap, weight: UnsafePointer<Float>?,
    function: ElementLoop, saved memory: UnsafeMutablePointer<Float>,
    to dx: FeatureMap, accumulating: Bool, after: FeatureMap?, accumulatingAfter: Bool,
    weightGradient: UnsafeMutablePointer<Float>?, biasGradient: UnsafeMutablePointer<Float>?,
    accumulatingWeights: Bool, isConstant: Bool = false, workspace: Workspace,
    on pool: WorkerPool
  ) {
    precondition(
      function.isFused && function.source != .argument,
      "A norm can apply functions whose derivative follows from the result.")
    precondition(y != nil || function.isEitherSource, "The derivative follows from y alone.")
    var workspace = workspace
    let factors = workspace.take(3 * sets * channels)
    func norm(from row: Int, set: Int) -> vec_norm {
      let saved = saved(memory, set)
      var norm = vec_norm()
      (norm.x, norm.dy) = (x.map(from: row), dy.map(from: row))
      if let y { norm.y = y.map(from: row) }
      norm.center = UnsafePointer(saved.mean)
      norm.scale = UnsafePointer(factors + 3 * set * channels)
      norm.shift = UnsafePointer(saved.shift)
      norm.function = function.function
      return norm
    }
    if !accumulatingWeights {
      if let weightGradient { Vectors.clear(weightGradient, count: channels) }
      if let biasGradient { Vectors.clear(biasGradient, count: channels) }
    }
    for set in 0..<sets {
      let saved = saved(memory, set)
      setScale(factors + 3 * set * channels, weight, saved)
      var scratch = workspace
      let (sums, products) = totals(set: set, &scratch, on: pool) { rows, sums, products in
        var norm = norm(from: rows.lowerBound, set: set)
        vec_norm_backward_sums(rows.count, channels, &norm, sums, products)
      }
      for channel in 0..<channels {
        products[channel] *= Double(saved.inverse[channel])
        biasGradient?[channel] += Float(sums[channel])
        weightGradient?[channel] += Float(products[channel])
      }
      // The terms of the statistics have these sums as factors.
      if isConstant {
        sums.update(repeating: 0, count: channels)
        products.update(repeating: 0, count: channels)
      }
      setFactors(
        factors + 3 * set * channels, sums, products, weight: weight, inverse: saved.inverse)
    }
    eachRange(on: pool) { set, rows in
      let first = rows.lowerBound
      var norm = norm(from: first, set: set)
      var gradients = vec_norm_gradients()
      gradients.a = UnsafePointer(factors + 3 * set * channels)
      gradients.b = gradients.a + channels
      gradients.c = gradients.b + channels
      gradients.dx = dx.map(from: first)
      gradients.accumulate = accumulating ? 1 : 0
      if let after { gradients.dafter = after.map(from: first) }
      gradients.accumulate_after = accumulatingAfter ? 1 : 0
      vec_norm_backward(rows.count, channels, &norm, &gradients)
    }
  }

  /// dx = γ/σ·(g − mean(g·γ)/γ − x̂·mean(g·γ·x̂)/γ), written as a·g + b·(x − mean) + c with
  /// the a that `setScale` has written.
  private func setFactors(
    _ factors: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Double>,
    _ products: UnsafeMutablePointer<Double>, weight: UnsafePointer<Float>?,
    inverse: UnsafePointer<Float>
  ) {
    let count = Double(rowsPerSet) * Double(width)
    for first in stride(from: 0, to: channels, by: width) {
      var (sum, product) = (0.0, 0.0)
      for channel in first..<first + width {
        let gamma = Double(weight?[channel] ?? 1)
        sum += sums[channel] * gamma
        product += products[channel] * gamma
      }
      for channel in first..<first + width {
        let scale = Double(inverse[channel])
        factors[channels + channel] = Float(-scale * scale * product / count)
        factors[2 * channels + channel] = Float(-scale * sum / count)
      }
    }
  }

  // MARK: - Ranges

  /// Two sums by channel over the rows of a set, made in parts and then added in a fixed order.
  private func totals(
    set: Int, _ workspace: inout Workspace, on pool: WorkerPool,
    _ body: (
      _ rows: Range<Int>, _ first: UnsafeMutablePointer<Double>,
      _ second: UnsafeMutablePointer<Double>
    ) -> Void
  ) -> (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) {
    let parts = MatrixBlocks.ranges(
      of: rowsPerSet, min(Self.tasks, max(1, rowsPerSet * channels / 16_384)), multiple: 1)
    let memory = workspace.takeDoubles(parts.count * 2 * channels)
    pool.run(parts.count) { task, _ in
      let sums = memory + task * 2 * channels
      sums.update(repeating: 0, count: 2 * channels)
      body(parts[task].shifted(by: set * rowsPerSet), sums, sums + channels)
    }
    for task in 1..<max(parts.count, 1) {
      for index in 0..<2 * channels { memory[index] += memory[task * 2 * channels + index] }
    }
    return (memory, memory + channels)
  }

  private func eachRange(
    on pool: WorkerPool, _ body: (_ set: Int, _ rows: Range<Int>) -> Void
  ) {
    let ranges = MatrixBlocks.ranges(
      of: rowsPerSet, min(Self.tasks, max(1, rowsPerSet * channels / 16_384)), multiple: 1)
    pool.run(sets * ranges.count) { task, _ in
      let (set, index) = task.quotientAndRemainder(dividingBy: ranges.count)
      body(set, ranges[index].shifted(by: set * rowsPerSet))
    }
  }
}
