import CRLAVectors

/// Elements of any type in memory, at any strides.
///
/// Views own nothing; the owner of the memory keeps it alive.
package struct TensorView: @unchecked Sendable {
  /// The first element.
  package let base: UnsafeMutableRawPointer
  package let sizes: [Int]
  /// By axis, in elements; zero repeats an element.
  package let strides: [Int]

  package init(_ base: UnsafeMutableRawPointer, sizes: [Int], strides: [Int]) {
    precondition(sizes.count == strides.count, "Every axis has a stride.")
    self.base = base
    self.sizes = sizes
    self.strides = strides
  }

  package var count: Int { sizes.reduce(1, *) }

  /// The strides of a dense row-major tensor of these sizes.
  package static func rowMajorStrides(_ sizes: [Int]) -> [Int] {
    var (strides, step) = (sizes, 1)
    for axis in sizes.indices.reversed() {
      strides[axis] = step
      step *= sizes[axis]
    }
    return strides
  }

  /// Copies dense row-major elements of `width` bytes into the view.
  package func copy(from rows: UnsafeRawPointer, width: Int, on pool: WorkerPool) {
    StridedCopy(
      sizes: sizes, from: Self.rowMajorStrides(sizes), to: strides, width: width
    ).run(rows, to: base, on: pool)
  }

  /// Copies the elements, `width` bytes each, into dense row-major memory.
  package func copy(to rows: UnsafeMutableRawPointer, width: Int, on pool: WorkerPool) {
    StridedCopy(
      sizes: sizes, from: strides, to: Self.rowMajorStrides(sizes), width: width
    ).run(base, to: rows, on: pool)
  }

  /// The elements as values of the type that they were written as.
  package func elements<Element>(of type: Element.Type) -> UnsafeMutablePointer<Element> {
    base.assumingMemoryBound(to: type)
  }

  /// The offset in memory, in elements, of the element at a row-major position.
  package func offset(of position: Int) -> Int {
    var (rest, offset) = (position, 0)
    for axis in sizes.indices.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: sizes[axis])
      offset += remainder * strides[axis]
      rest = quotient
    }
    return offset
  }

  /// Whether the elements are dense in some order, each once.
  private var isDense: Bool {
    let axes = sizes.indices.filter { sizes[$0] != 1 }.sorted { strides[$0] < strides[$1] }
    var step = 1
    for axis in axes {
      if strides[axis] != step { return false }
      step *= sizes[axis]
    }
    return true
  }

  /// Values that are infinite or not a number, of 32-bit floating-point numbers.
  package var nonfiniteCount: Int {
    let values = elements(of: Float.self)
    if isDense { return vec_count_nonfinite(1, count, values, count) }
    return (0..<count).count { !values[offset(of: $0)].isFinite }
  }

  /// Multiplies all elements, which have to be dense 32-bit floating-point numbers.
  package func scale(by factor: Float, on pool: WorkerPool) {
    precondition(isDense, "Only whole values are scaled.")
    let values = elements(of: Float.self)
    pool.split(count, grain: 16_384) { range, _ in
      let first = values + range.lowerBound
      Vectors.add(first, times: factor, to: first, count: range.count, accumulating: false)
    }
  }

  /// Sets all elements to zero; the view has to be dense.
  package func clear() {
    precondition(isDense, "Only whole values are cleared.")
    Vectors.clear(elements(of: Float.self), count: count)
  }
}
