import CRLAVectors

/// Copies a tensor into memory with other strides.
package struct StridedCopy: Hashable, Sendable {
  private let walk: StridedWalk
  /// Bytes of an element.
  private let width: Int

  /// - Parameters:
  ///   - sizes: The shape of both.
  ///   - source: The strides of what is read.
  ///   - target: The strides of what is written, no two positions at the same address.
  ///   - width: Bytes of an element: 1, 2, 4 or 8.
  package init(sizes: [Int], from source: [Int], to target: [Int], width: Int) {
    walk = StridedWalk(sizes: sizes, strides: [target, source])
    self.width = width
  }

  /// `y = x`, bit by bit.
  package func run(
    _ x: UnsafeRawPointer, to y: UnsafeMutableRawPointer, on pool: WorkerPool
  ) {
    switch width {
    case 1: move(x.assumingMemoryBound(to: UInt8.self), y.assumingMemoryBound(to: UInt8.self), pool)
    case 2:
      move(x.assumingMemoryBound(to: UInt16.self), y.assumingMemoryBound(to: UInt16.self), pool)
    case 8:
      move(x.assumingMemoryBound(to: UInt64.self), y.assumingMemoryBound(to: UInt64.self), pool)
    default: moveFloats(x, y, pool)
    }
  }

  private func move<Element>(
    _ x: UnsafePointer<Element>, _ y: UnsafeMutablePointer<Element>, _ pool: WorkerPool
  ) {
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    walk.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let to = y + offsets[0] + row * rows[0]
        let from = x + offsets[1] + row * rows[1]
        if columns[0] == 1, columns[1] == 1 {
          to.update(from: from, count: columnCount)
        } else {
          for column in 0..<columnCount { to[column * columns[0]] = from[column * columns[1]] }
        }
      }
    }
  }

  private func moveFloats(
    _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, _ pool: WorkerPool
  ) {
    let from = x.assumingMemoryBound(to: Float.self)
    let to = y.assumingMemoryBound(to: Float.self)
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    guard columns[0] == 1, columns[1] != 1, rows[1] == 1 else {
      move(from, to, pool)
      return
    }
    walk.run(on: pool) { offsets, rowCount, columnCount in
      vec_transpose(
        columnCount, rowCount, from + offsets[1], columns[1], to + offsets[0], rows[0])
    }
  }

  /// `y += x` for 32-bit floating-point numbers.
  private func add(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    walk.runPairs(on: pool) { to, from in y[to] += x[from] }
  }

  /// `dx (+)= dy`, the gradient of a copy in the other direction.
  package func backward(
    _ dy: TensorView, to dx: TensorView, accumulating: Bool, on pool: WorkerPool
  ) {
    if accumulating {
      add(dy.elements(of: Float.self), to: dx.elements(of: Float.self), on: pool)
    } else {
      run(dy.base, to: dx.base, on: pool)
    }
  }
}
