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
    case .int8: search(x, Int8.self, positions, pool)
    case .uint8, .truth: search(x, UInt8.self, positions, pool)
    }
  }

  private func search<Element: Comparable>(
    _ x: TensorView, _ type: Element.Type, _ positions: UnsafeMutablePointer<Int64>,
    _ pool: WorkerPool
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
        positions[row] = Int64(best)
      }
    }
  }

  private func beats<Element: Comparable>(_ one: Element, _ other: Element) -> Bool {
    if one != one { return other == other }
    return takesLargest ? one > other : one < other
  }
}
