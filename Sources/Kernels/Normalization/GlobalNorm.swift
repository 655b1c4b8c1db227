/// The root of the sum of squares over all pixels of an image.
///
/// x: N×spatial×C; y: N×1×C.
package enum GlobalNorm {
  package static func forward(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    Elementwise.gateBackward(x, x, to: y, accumulating: false, on: pool)
    Roots.take(y, on: pool)
  }

  /// `dx (+)= x · dy / y`; takes as many values as y has from the workspace.
  package static func backward(
    _ x: FeatureMap, _ y: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let shares = FeatureMap(workspace.take(y.rows * y.channels), like: y)
    Roots.divide(dy, by: y, to: shares, on: pool)
    Elementwise.scaleChannels(x, shares, to: dx, accumulating: accumulating, on: pool)
  }
}

/// Roots of sums of squares, forward and backward.
enum Roots {
  /// `y = √y`.
  static func take(_ y: FeatureMap, on pool: WorkerPool) {
    eachRow(y, on: pool) { row in
      let values = y.row(row)
      for channel in 0..<y.channels { values[channel] = values[channel].squareRoot() }
    }
  }

  /// `result = dy / y`, or 0 where y is 0.
  static func divide(
    _ dy: FeatureMap, by y: FeatureMap, to result: FeatureMap, on pool: WorkerPool
  ) {
    eachRow(y, on: pool) { row in
      let (above, below, target) = (dy.row(row), y.row(row), result.row(row))
      for channel in 0..<y.channels {
        target[channel] = below[channel] == 0 ? 0 : above[channel] / below[channel]
      }
    }
  }

  private static func eachRow(
    _ map: FeatureMap, on pool: WorkerPool, _ body: (_ row: Int) -> Void
  ) {
    pool.split(map.rows, grain: max(1, 8192 / max(1, map.channels))) { rows, _ in
      for row in rows { body(row) }
    }
  }
}
