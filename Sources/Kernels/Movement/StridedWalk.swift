/// Visits every position of several tensors of one shape, each with its own strides.
///
/// Axes that can be merged for all tensors are, so that dense tensors in the same order become one
/// long row whatever their rank. A stride of zero repeats an element.
package struct StridedWalk: Hashable, Sendable {
  /// An axis with the step of each tensor along it, in elements.
  package struct Axis: Hashable, Sendable {
    package var size: Int
    package var strides: [Int]
  }

  /// The axes outside the rows, outermost first.
  package let outer: [Axis]
  /// The second innermost axis; of size 1 where there is none.
  package let rows: Axis
  /// The innermost axis.
  package let columns: Axis

  /// - Parameters:
  ///   - sizes: The shape that all tensors have.
  ///   - strides: By tensor, the strides of all axes. The first tensor decides the order of the
  ///     visit: from its largest stride to its smallest.
  package init(sizes: [Int], strides: [[Int]]) {
    precondition(strides.allSatisfy { $0.count == sizes.count }, "Every axis has a stride.")
    var axes = sizes.indices.filter { sizes[$0] != 1 }.map { axis in
      Axis(size: sizes[axis], strides: strides.map { $0[axis] })
    }
    axes.sort { left, right in
      right.strides.lexicographicallyPrecedes(left.strides)
    }
    var merged: [Axis] = []
    for axis in axes {
      if let last = merged.last,
        zip(last.strides, axis.strides).allSatisfy({ $0 == $1 * axis.size })
      {
        merged[merged.count - 1] = Axis(size: last.size * axis.size, strides: axis.strides)
      } else {
        merged.append(axis)
      }
    }
    let single = Axis(size: 1, strides: strides.map { _ in 0 })
    let columns = merged.popLast() ?? Axis(size: 1, strides: strides.map { _ in 1 })
    // A tensor that is contiguous along another axis is read in square tiles.
    let contiguous = merged.lastIndex { axis in
      axis.strides.count > 1 && columns.strides[1] != 1 && axis.strides[1] == 1
    }
    self.columns = columns
    rows = contiguous.map { merged.remove(at: $0) } ?? merged.popLast() ?? single
    outer = merged
  }

  /// Whether every tensor is a matrix with contiguous columns.
  package var isMatrix: Bool { outer.isEmpty && columns.strides.allSatisfy { $0 == 1 } }

  /// Elements that are visited.
  package var count: Int { outer.reduce(rows.size * columns.size) { $0 * $1.size } }

  /// Visits all positions on all threads, in blocks of whole rows or of a part of one row.
  ///
  /// - Parameters:
  ///   - pool: The threads to run on.
  ///   - grain: How many positions are worth a thread.
  ///   - body: Receives, by tensor, the offset of the block in elements, and its rows and columns.
  package func run(
    on pool: WorkerPool, grain: Int = 8192,
    _ body: (_ offsets: UnsafeMutableBufferPointer<Int>, _ rows: Int, _ columns: Int) -> Void
  ) {
    let outerCount = outer.reduce(1) { $0 * $1.size }
    if outerCount * rows.size == 1 {
      pool.split(columns.size, grain: grain) { range, _ in
        visit(0, row: 0, column: range.lowerBound, rows: 1, columns: range.count, body)
      }
      return
    }
    pool.split(outerCount * rows.size, grain: max(1, grain / max(1, columns.size))) { range, _ in
      var next = range.lowerBound
      while next < range.upperBound {
        let (position, row) = next.quotientAndRemainder(dividingBy: rows.size)
        let end = min(range.upperBound, (position + 1) * rows.size)
        visit(position, row: row, column: 0, rows: end - next, columns: columns.size, body)
        next = end
      }
    }
  }

  /// Visits all positions on the calling thread, in blocks of whole rows; see `run(on:grain:_:)`.
  func visitAll(_ body: (UnsafeMutableBufferPointer<Int>, Int, Int) -> Void) {
    for position in 0..<outer.reduce(1, { $0 * $1.size }) {
      visit(position, row: 0, column: 0, rows: rows.size, columns: columns.size, body)
    }
  }

  /// Visits all positions on all threads, with the offsets of the first two tensors.
  @inline(__always)
  func runPairs(on pool: WorkerPool, _ body: (_ first: Int, _ second: Int) -> Void) {
    run(on: pool) { offsets, rowCount, columnCount in
      visitPairs(offsets, rowCount, columnCount, body)
    }
  }

  /// Visits all positions on the calling thread, with the offsets of the first two tensors.
  @inline(__always)
  func visitPairs(_ body: (_ first: Int, _ second: Int) -> Void) {
    visitAll { offsets, rowCount, columnCount in
      visitPairs(offsets, rowCount, columnCount, body)
    }
  }

  @inline(__always)
  private func visitPairs(
    _ offsets: UnsafeMutableBufferPointer<Int>, _ rowCount: Int, _ columnCount: Int,
    _ body: (Int, Int) -> Void
  ) {
    let (firstStep, secondStep) = (columns.strides[0], columns.strides[1])
    for row in 0..<rowCount {
      let first = offsets[0] + row * rows.strides[0]
      let second = offsets[1] + row * rows.strides[1]
      for column in 0..<columnCount {
        body(first + column * firstStep, second + column * secondStep)
      }
    }
  }

  private func visit(
    _ position: Int, row: Int, column: Int, rows rowCount: Int, columns columnCount: Int,
    _ body: (UnsafeMutableBufferPointer<Int>, Int, Int) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: columns.strides.count) { offsets in
      for tensor in offsets.indices {
        var rest = position
        var offset = row * rows.strides[tensor] + column * columns.strides[tensor]
        for axis in outer.reversed() {
          let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: axis.size)
          offset += remainder * axis.strides[tensor]
          rest = quotient
        }
        offsets.initializeElement(at: tensor, to: offset)
      }
      body(offsets, rowCount, columnCount)
    }
  }
}
