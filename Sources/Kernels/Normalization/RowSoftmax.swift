import CRLAVectors

/// Softmax along rows: `y = e^(x − max) / Σ e^(x − max)`, or its natural logarithm.
///
/// Maps are read as matrices with one row per pixel and one column per channel.
package enum RowSoftmax: Hashable, Sendable {
  case plain
  case logarithm

  /// `y` has the shape of `x`, rows×columns.
  package func forward(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    pool.splitRows(of: x) { rows in
      let (source, target) = (x.map(from: rows.lowerBound), y.map(from: rows.lowerBound))
      switch self {
      case .plain: vec_row_softmax(rows.count, x.channels, source, target)
      case .logarithm: vec_row_log_softmax(rows.count, x.channels, source, target)
      }
    }
  }

  /// `dx (+)= y·(dy − Σ y·dy)`; for the logarithm `dx (+)= dy − e^y · Σ dy`.
  package func backward(
    _ y: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, on pool: WorkerPool
  ) {
    let adds: Int32 = accumulating ? 1 : 0
    pool.splitRows(of: y) { rows in
      let first = rows.lowerBound
      let (result, gradient) = (y.map(from: first), dy.map(from: first))
      let target = dx.map(from: first)
      switch self {
      case .plain:
        vec_row_softmax_backward(rows.count, y.channels, result, gradient, target, adds)
      case .logarithm:
        vec_row_log_softmax_backward(rows.count, y.channels, result, gradient, target, adds)
      }
    }
  }
}

extension WorkerPool {
  /// Splits the rows of a map into ranges large enough for a task.
  func splitRows(of map: FeatureMap, _ body: (_ rows: Range<Int>) -> Void) {
    split(map.rows, grain: max(1, 4096 / max(1, map.channels))) { rows, _ in body(rows) }
  }
}
