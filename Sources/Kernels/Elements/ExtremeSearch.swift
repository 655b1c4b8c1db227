/// The index of the largest or the smallest element of each row.
///
/// NaN counts as the extreme, as in NumPy and PyTorch.
package struct ExtremeSearch: Hashable, Sendable {
  private let kind: NumberKind
  private let takesLargest: Bool
  private let choosesLast: Bool

  /// - Parameters:
  ///   - kind: What the elements are.
  ///   - largest: Whether to find the largest element, not the smallest.
  ///   - last: Whether to take the last of several equal extremes, not the first.
  package init(_ kind: NumberKind, largest: Bool, last: Bool) {
    self.kind = kind
    takesLargest = largest
    choosesLast = last
  }

  /// Writes one index for each row of `x`, a matrix with contiguous columns.
  package func run(
    _ x: TensorView, to positions: UnsafeMutablePointer<Int64>, on pool: WorkerPool
  ) {
    switch kind {
    case .float: search(x, Float.self, positions, pool)
    case .int64: search(x, Int64.self, positions, pool)
    case .int32: search(x, Int32.self, positions, pool)
    case .int16: search(x, Int16.self, positions, pool)
    case .uint64: search(x, UInt64.self, positions, pool)
    case .uint32: search(x, UInt32.self, positions, pool)
    case .uint16: search(x, UInt16.self, positions, pool)
    case .int8: search(x, Int8.self, positions, pool)
    case .uint8, .truth: search(x, UInt8.self, positions, pool)
    }
  }

  /// Writes 1 at the extreme of each row of `x`, and 0 elsewhere; both are matrices of 32-bit
  /// floating-point numbers with contiguous columns.
  package func mark(_ x: TensorView, in y: TensorView, on pool: WorkerPool) {
    let marks = y.elements(of: Float.self)
    search(x, Float.self, pool) { row, best in
      let line = marks + row * y.strides[0]
      line.update(repeating: 0, count: y.sizes[1])
      line[best] = 1
    }
  }

  private func search<Element: Comparable>(
    _ x: TensorView, _ type: Element.Type, _ positions: UnsafeMutablePointer<Int64>,
    _ pool: WorkerPool
  ) {
    search(x, type, pool) { row, best in positions[row] = Int64(best) }
  }

  private func search<Element: Comparable>(
    _ x: TensorView, _ type: Element.Type, _ pool: WorkerPool,
    _ found: (_ row: Int, _ best: Int) -> Void
  ) {
    let (count, stride) = (x.sizes[1], x.strides[0])
    let elements = x.elements(of: type)
    pool.split(x.sizes[0], grain: max(1, 8192 / count)) { range, _ in
      for row in range {
        let line = elements + row * stride
        var best = 0
        for column in 1..<max(1, count) {
          let isBetter = beats(line[column], line[best])
          if isBetter || choosesLast && !beats(line[best], line[column]) { best = column }
        }
        found(row, best)
      }
    }
  }

  private func beats<Element: Comparable>(_ one: Element, _ other: Element) -> Bool {
    if one != one { return other == other }
    return takesLargest ? one > other : one < other
  }
}
