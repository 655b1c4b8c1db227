import CRLAVectors

/// Normalization of each row of a matrix by its mean and variance, or by its root mean square, then
/// a scale and a shift by column: `y = (x − μ) / √(σ² + ε) · γ + β`, with μ = 0 for the latter.
///
/// Sums across blocks are in double precision and squares are of deviations from the mean, so that
/// a mean far from zero costs no accuracy.
package struct RowNorm: Sendable {
  package let rows: Int
  package let columns: Int
  package let epsilon: Double
  /// Whether the mean is subtracted.
  package let centers: Bool

  package init(rows: Int, columns: Int, epsilon: Double, centers: Bool) {
    self.rows = rows
    self.columns = columns
    self.epsilon = epsilon
    self.centers = centers
  }

  /// Values that the forward pass saves for the backward pass: mean and 1/√(σ² + ε), by row.
  package var savedCount: Int { 2 * rows }

  /// Sums over rows are made in at most this many parts, whatever the number of threads.
  private static let tasks = 16

  /// Scratch values of the backward pass.
  package var scratch: Int { Self.tasks * 4 * columns + Workspace.doubleAlignment }

  private func norm(
    _ scale: UnsafePointer<Float>?, _ shift: UnsafePointer<Float>? = nil
  ) -> vec_row_norm {
    vec_row_norm(scale: scale, shift: shift, epsilon: epsilon, centers: centers ? 1 : 0)
  }

  /// Normalizes, scales and shifts every row.
  ///
  /// `scale` and `shift` are by column; nil stands for ones and zeros. `saved` receives mean and
  /// 1/√(σ² + ε); nil where there is no backward pass.
  package func forward(
    _ x: FeatureMap, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
    to y: FeatureMap, saved: UnsafeMutablePointer<Float>?, on pool: WorkerPool
  ) {
    pool.splitRows(of: x) { rows in
      var norm = norm(scale, shift)
      let first = rows.lowerBound
      vec_row_norm(
        rows.count, columns, x.map(from: first), &norm, y.map(from: first),
        saved.map { $0 + 2 * first })
    }
  }

  /// `dx (+)= (g − mean(g) − x̂·mean(g·x̂)) / √(σ² + ε)` with g = dy·γ, without mean(g) where no
  /// mean is subtracted.
  package func backwardInput(
    _ x: FeatureMap, _ dy: FeatureMap, scale: UnsafePointer<Float>?,
    saved: UnsafePointer<Float>, to dx: FeatureMap, accumulating: Bool, on pool: WorkerPool
  ) {
    pool.splitRows(of: x) { rows in
      var norm = norm(scale)
      let first = rows.lowerBound
      vec_row_norm_backward(
        rows.count, columns, x.map(from: first), dy.map(from: first), &norm, saved + 2 * first,
        dx.map(from: first), accumulating ? 1 : 0)
    }
  }

  /// `dγ (+)= Σ over rows of dy·x̂` and `dβ (+)= Σ over rows of dy`.
  package func backwardWeights(
    _ x: FeatureMap, _ dy: FeatureMap, saved: UnsafePointer<Float>,
    toScale scale: UnsafeMutablePointer<Float>, toShift shift: UnsafeMutablePointer<Float>?,
    accumulating: Bool, workspace: Workspace, on pool: WorkerPool
  ) {
    let parts = MatrixBlocks.ranges(
      of: rows, min(Self.tasks, max(1, rows * columns / 16_384)), multiple: 1)
    var workspace = workspace
    let memory = workspace.takeDoubles(parts.count * 2 * columns)
    pool.run(parts.count) { task, _ in
      let products = memory + task * 2 * columns
      products.update(repeating: 0, count: 2 * columns)
      let first = parts[task].lowerBound
      vec_row_norm_sums(
        parts[task].count, columns, x.map(from: first), dy.map(from: first), saved + 2 * first,
        products, products + columns)
    }
    for column in 0..<columns {
      let (product, sum) = parts.indices.reduce((0.0, 0.0)) { totals, task in
        let sums = memory + task * 2 * columns + column
        return (totals.0 + sums[0], totals.1 + sums[columns])
      }
      scale[column] = (accumulating ? scale[column] : 0) + Float(product)
      if let shift { shift[column] = (accumulating ? shift[column] : 0) + Float(sum) }
    }
  }
}
