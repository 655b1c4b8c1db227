import CRLAVectors

/// Elementwise operators, channel gates and global averages, forward and backward.
package enum Elementwise {
  private static func split(
    _ map: FeatureMap, on pool: WorkerPool, _ body: (_ first: Int, _ count: Int) -> Void
  ) {
    pool.split(map.rows, grain: max(1, 8192 / max(1, map.channels))) { rows, _ in
      body(rows.lowerBound, rows.count)
    }
  }

  /// `y = f(x)`.
  package static func apply(
    _ function: ElementLoop, _ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool
  ) {
    split(x, on: pool) { r, count in
      vec_apply(count, x.channels, x.map(from: r), function.function, y.map(from: r))
    }
  }

  /// `dx (+)= dy · f'(x)`.
  ///
  /// `kept` is the result or the argument, as `function.source` says.
  package static func applyBackward(
    _ function: ElementLoop, kept: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap,
    accumulating: Bool, on pool: WorkerPool
  ) {
    split(dy, on: pool) { r, count in
      vec_apply_backward(
        count, dy.channels, kept.map(from: r), dy.map(from: r), function.function,
        dx.map(from: r), accumulating ? 1 : 0)
    }
  }

  /// `y (+)= alpha · x + beta`.
  package static func affine(
    _ x: FeatureMap, alpha: Float, beta: Float, to y: FeatureMap, accumulating: Bool = false,
    on pool: WorkerPool
  ) {
    split(x, on: pool) { r, count in
      vec_affine(
        count, x.channels, x.map(from: r), alpha, beta, y.map(from: r), accumulating ? 1 : 0)
    }
  }

  /// `y (+)= x`.
  package static func copy(
    _ x: FeatureMap, to y: FeatureMap, accumulating: Bool = false, on pool: WorkerPool
  ) {
    affine(x, alpha: 1, beta: 0, to: y, accumulating: accumulating, on: pool)
  }

  /// `y = a + b`.
  package static func add(_ a: FeatureMap, _ b: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    split(a, on: pool) { r, count in
      vec_add(count, a.channels, a.map(from: r), b.map(from: r), y.map(from: r))
    }
  }

  /// `y (+)= a · b` for maps of one shape; the gradients of a product are products too.
  package static func multiply(
    _ a: FeatureMap, _ b: FeatureMap, to y: FeatureMap, accumulating: Bool = false,
    on pool: WorkerPool
  ) {
    split(a, on: pool) { r, count in
      vec_multiply(
        count, a.channels, a.map(from: r), b.map(from: r), y.map(from: r), accumulating ? 1 : 0)
    }
  }

  /// `y (+)= x · gate` with one value of the gate for each image and channel.
  package static func scaleChannels(
    _ x: FeatureMap, _ gate: FeatureMap, to y: FeatureMap, accumulating: Bool = false,
    on pool: WorkerPool
  ) {
    eachImageRange(x, on: pool) { image, rows in
      let r = rows.lowerBound
      vec_multiply(
        rows.count, x.channels, x.map(from: r), vec_map(base: gate.row(image), stride: 0),
        y.map(from: r), accumulating ? 1 : 0)
    }
  }

  /// `y = f(x · gate + r)`, the end of a block with channel attention.
  package static func scaleChannels(
    _ x: FeatureMap, _ gate: FeatureMap, after: FeatureMap?, function: ElementLoop,
    to y: FeatureMap, on pool: WorkerPool
  ) {
    eachImageRange(x, on: pool) { image, rows in
      Epilogue(scale: UnsafePointer(gate.row(image)), after: after, function: function)
        .apply(x, to: y, rows: rows, channels: 0..<x.channels)
    }
  }

  /// `dgate[n, c] (+)= Σ over the pixels of image n of x · dy`.
  package static func gateBackward(
    _ x: FeatureMap, _ dy: FeatureMap, to dgate: FeatureMap, accumulating: Bool,
    on pool: WorkerPool
  ) {
    let columns = MatrixBlocks.ranges(of: x.channels, pool.threads, multiple: 16)
    pool.run(x.batch * columns.count) { task, _ in
      let (image, index) = task.quotientAndRemainder(dividingBy: columns.count)
      let (first, count) = (columns[index].lowerBound, columns[index].count)
      let target = dgate.row(image) + first
      if !accumulating { Vectors.clear(target, count: count) }
      let row = image * x.area
      vec_dot_columns(
        x.area, count, x.row(row) + first, x.stride, dy.row(row) + first, dy.stride, target)
    }
  }

  /// `y[n, c] =` the mean of image n over its pixels.
  package static func globalAverage(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    let columns = MatrixBlocks.ranges(of: x.channels, pool.threads, multiple: 16)
    pool.run(x.batch * columns.count) { task, _ in
      let (image, index) = task.quotientAndRemainder(dividingBy: columns.count)
      let (first, count) = (columns[index].lowerBound, columns[index].count)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
        sums.initialize(repeating: 0)
        vec_sum_columns(
          x.area, count, x.map(from: image * x.area, channel: first), sums.baseAddress)
        for index in 0..<count {
          y.row(image)[first + index] = Float(sums[index] / Double(x.area))
        }
      }
    }
  }

  /// `dx (+)= dy / pixels`.
  package static func globalAverageBackward(
    _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, on pool: WorkerPool
  ) {
    eachImageRange(dx, on: pool) { image, rows in
      vec_broadcast(
        rows.count, dx.channels, dy.row(image), 1 / Float(dx.area),
        dx.map(from: rows.lowerBound), accumulating ? 1 : 0)
    }
  }

  /// `dbias[c] (+)= Σ over all pixels of dy`.
  package static func biasBackward(
    _ dy: FeatureMap, to gradient: UnsafeMutablePointer<Float>, accumulating: Bool,
    on pool: WorkerPool
  ) {
    let columns = MatrixBlocks.ranges(of: dy.channels, pool.threads, multiple: 16)
    pool.run(columns.count) { task, _ in
      let (first, count) = (columns[task].lowerBound, columns[task].count)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { sums in
        sums.initialize(repeating: 0)
        vec_sum_columns(dy.rows, count, dy.map(channel: first), sums.baseAddress)
        for index in 0..<count {
          let old = accumulating ? gradient[first + index] : 0
          gradient[first + index] = old + Float(sums[index])
        }
      }
    }
  }

  private static func eachImageRange(
    _ map: FeatureMap, on pool: WorkerPool, _ body: (_ image: Int, _ rows: Range<Int>) -> Void
  ) {
    let wanted = min(pool.threads * 2, max(1, map.area * map.channels / 8192))
    let ranges = MatrixBlocks.ranges(of: map.area, wanted, multiple: 1)
    pool.run(map.batch * ranges.count) { task, _ in
      let (image, index) = task.quotientAndRemainder(dividingBy: ranges.count)
      body(image, ranges[index].shifted(by: image * map.area))
    }
  }
}
