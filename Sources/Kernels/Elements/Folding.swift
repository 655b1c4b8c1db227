/// A reduction along some axes, of 32-bit numbers in double precision.
///
/// Results are computed together where the input is contiguous along them, else one after the
/// other; a single result is computed by one thread.
package struct Folding: Sendable {
  let kept: StridedWalk
  let reduced: StridedWalk

  /// - Parameters:
  ///   - sizes: The shape of the input.
  ///   - axes: The axes that are reduced.
  ///   - input: The strides of the input.
  ///   - results: The strides of the results; those along the reduced axes are ignored.
  package init(sizes: [Int], over axes: Set<Int>, from input: [Int], to results: [[Int]]) {
    let others = sizes.indices.filter { !axes.contains($0) }
    let along = sizes.indices.filter { axes.contains($0) }
    kept = StridedWalk(
      sizes: others.map { sizes[$0] },
      strides: ([input] + results).map { strides in others.map { strides[$0] } })
    reduced = StridedWalk(
      sizes: along.map { sizes[$0] }, strides: [along.map { input[$0] }])
  }

  /// The gradient of a broadcast: sums over the axes along which the strides of the target are zero.
  package init(sizes: [Int], from source: [Int], toBroadcast target: [Int]) {
    self.init(
      sizes: sizes, over: Set(sizes.indices.filter { target[$0] == 0 }), from: source,
      to: [target])
  }

  /// `y (+)= scale · f(x)`; y points to the first result, and `scale` is −1 in the gradient of a
  /// subtrahend.
  package func run(
    _ loop: ReductionLoop, _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>,
    scale: Double = 1, accumulating: Bool = false, on pool: WorkerPool
  ) {
    let count = Double(reduced.count)
    eachBlock(x, on: pool) { block, places in
      if let pivot = loop.pivot {
        block.run(pivot)
        // Differences from an infinite pivot would be NaN.
        block.setPivots { block.state($0).isInfinite ? 0 : block.state($0) }
      }
      block.run(loop.fold)
      for index in 0..<block.count {
        let result = scale * loop.result(block.state(index), block.pivot(index), count)
        let target = y + places(1, index)
        target.pointee = accumulating ? target.pointee + Float(result) : Float(result)
      }
    }
  }

  /// `y (+)= scale · Σx`.
  package func sum(
    _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>, scale: Double = 1,
    accumulating: Bool, on pool: WorkerPool
  ) {
    if reduced.count == 1 {
      scaleEach(x, to: y, Float(scale), accumulating, on: pool)
    } else {
      run(.sum, x, to: y, scale: scale, accumulating: accumulating, on: pool)
    }
  }

  /// `y (+)= scale · x` where each result has one element.
  private func scaleEach(
    _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>, _ scale: Float,
    _ accumulating: Bool, on pool: WorkerPool
  ) {
    let (rows, columns) = (kept.rows.strides, kept.columns.strides)
    kept.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let source = x + offsets[0] + row * rows[0]
        let target = y + offsets[1] + row * rows[1]
        if columns[0] == 1, columns[1] == 1 {
          Vectors.add(
            source, times: scale, to: target, count: columnCount, accumulating: accumulating)
          continue
        }
        for column in 0..<columnCount {
          let value = scale * source[column * columns[0]]
          let element = target + column * columns[1]
          element.pointee = accumulating ? element.pointee + value : value
        }
      }
    }
  }

  /// The factor by which each result passes its gradient on; the tensors are y, its gradient and
  /// these shares.
  package func shares(
    _ loop: ReductionLoop, _ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    _ dy: UnsafeMutablePointer<Float>, to shares: UnsafeMutablePointer<Float>,
    on pool: WorkerPool
  ) {
    let count = Double(reduced.count)
    eachBlock(x, on: pool) { block, places in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: FoldBlock.width) { first in
        first.initialize(repeating: 0)
        if let aid = loop.aids.first {
          block.setPivots { Double(y[places(1, $0)]) }
          block.run(aid)
          for index in 0..<block.count { first[index] = block.state(index) }
        }
        if loop.aids.count > 1 { block.run(loop.aids[1]) }
        for index in 0..<block.count {
          let share = ReductionLoop.Share(
            gradient: Double(dy[places(2, index)]), result: Double(y[places(1, index)]),
            count: count, aids: (first[index], loop.aids.count > 1 ? block.state(index) : 0))
          shares[places(3, index)] = Float(loop.share(share))
        }
      }
    }
  }

  /// Visits the results in blocks, on all threads.
  ///
  /// - Parameters:
  ///   - x: The input.
  ///   - pool: The threads to run on.
  ///   - body: Receives a block, and the place of a result in one of the tensors.
  private func eachBlock(
    _ x: UnsafeMutablePointer<Float>, on pool: WorkerPool,
    _ body: (FoldBlock, _ places: (_ tensor: Int, _ index: Int) -> Int) -> Void
  ) {
    let (rows, columns) = (kept.rows.strides, kept.columns.strides)
    let isSingle =
      columns[0] != 1 || reduced.columns.size > 1 && reduced.columns.strides[0] == 1
    let width = isSingle ? 1 : FoldBlock.width
    let grain = max(1, 8192 / max(1, reduced.count))
    kept.run(on: pool, grain: grain) { offsets, rowCount, columnCount in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: FoldBlock.room) { room in
        guard let states = room.baseAddress else { return }
        for row in 0..<rowCount {
          for first in stride(from: 0, to: columnCount, by: width) {
            func place(_ tensor: Int, _ index: Int) -> Int {
              offsets[tensor] + row * rows[tensor] + (first + index) * columns[tensor]
            }
            body(
              FoldBlock(
                reduced, x + place(0, 0), count: min(width, columnCount - first),
                isSingle: isSingle, states),
              place)
          }
        }
      }
    }
  }
}
