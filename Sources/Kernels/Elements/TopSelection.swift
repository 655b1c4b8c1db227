/// The first elements of each row in descending or ascending order, with their indices.
///
/// Equal elements keep their order, as in ONNX TopK. NaN counts as larger than every number, as in
/// PyTorch.
package struct TopSelection: Hashable, Sendable {
  private let kind: NumberKind
  private let takesLargest: Bool

  /// - Parameters:
  ///   - kind: What the elements are.
  ///   - largest: Whether the order is descending.
  package init(_ kind: NumberKind, largest: Bool) {
    self.kind = kind
    takesLargest = largest
  }

  /// Writes as many elements and indices of each row as the results have columns; the columns of
  /// all three matrices are contiguous.
  package func forward(
    _ x: TensorView, to values: TensorView, _ indices: TensorView, on pool: WorkerPool
  ) {
    switch kind {
    case .float: select(x, values, indices, Float.self, pool)
    case .int64: select(x, values, indices, Int64.self, pool)
    case .int32: select(x, values, indices, Int32.self, pool)
    case .int16: select(x, values, indices, Int16.self, pool)
    case .uint64: select(x, values, indices, UInt64.self, pool)
    case .uint32: select(x, values, indices, UInt32.self, pool)
    case .uint16: select(x, values, indices, UInt16.self, pool)
    case .int8: select(x, values, indices, Int8.self, pool)
    case .uint8, .truth: select(x, values, indices, UInt8.self, pool)
    }
  }

  private func select<Element: Comparable>(
    _ x: TensorView, _ values: TensorView, _ indices: TensorView, _ type: Element.Type,
    _ pool: WorkerPool
  ) {
    let (count, taken) = (x.sizes[1], values.sizes[1])
    pool.split(x.sizes[0], grain: max(1, 8192 / count)) { range, _ in
      for row in range {
        let heap = Heap(
          values: values.elements(of: type) + row * values.strides[0],
          indices: indices.elements(of: Int64.self) + row * indices.strides[0],
          takesLargest: takesLargest)
        heap.fill(x.elements(of: type) + row * x.strides[0], count, taking: taken)
      }
    }
  }

  /// `dx[indices] += dy` in each row; the other elements of dx are set to zero unless
  /// `accumulating`.
  package static func backward(
    _ dy: TensorView, _ indices: TensorView, to dx: TensorView, accumulating: Bool,
    on pool: WorkerPool
  ) {
    let count = dx.sizes[1]
    pool.split(dx.sizes[0], grain: max(1, 8192 / count)) { range, _ in
      for row in range {
        let target = dx.elements(of: Float.self) + row * dx.strides[0]
        let source = dy.elements(of: Float.self) + row * dy.strides[0]
        let places = indices.elements(of: Int64.self) + row * indices.strides[0]
        if !accumulating { Vectors.clear(target, count: count) }
        for column in 0..<dy.sizes[1] { target[Int(places[column])] += source[column] }
      }
    }
  }
}

/// A heap in the memory of the results, the last in order at its root.
private struct Heap<Element: Comparable> {
  let values: UnsafeMutablePointer<Element>
  let indices: UnsafeMutablePointer<Int64>
  let takesLargest: Bool

  /// Takes the first `taken` elements in order.
  func fill(_ elements: UnsafeMutablePointer<Element>, _ count: Int, taking taken: Int) {
    for place in 0..<taken { put(elements[place], Int64(place), at: place) }
    for root in (0..<taken / 2).reversed() { sink(root, of: taken) }
    for place in taken..<count where precedes(elements[place], Int64(place), at: 0) {
      put(elements[place], Int64(place), at: 0)
      sink(0, of: taken)
    }
    for end in (0..<taken).dropFirst().reversed() {
      swap(0, end)
      sink(0, of: end)
    }
  }

  private func put(_ value: Element, _ index: Int64, at place: Int) {
    values[place] = value
    indices[place] = index
  }

  private func swap(_ one: Int, _ other: Int) {
    let (value, index) = (values[one], indices[one])
    put(values[other], indices[other], at: one)
    put(value, index, at: other)
  }

  /// Moves an element down until none below it comes later in order.
  private func sink(_ start: Int, of count: Int) {
    var place = start
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count, precedes(values[child], indices[child], at: child + 1) {
        child += 1
      }
      guard precedes(values[place], indices[place], at: child) else { return }
      swap(place, child)
      place = child
    }
  }

  /// Whether an element comes before the one at a place in the heap.
  private func precedes(_ value: Element, _ index: Int64, at place: Int) -> Bool {
    let other = values[place]
    if exceeds(value, other) { return takesLargest }
    if exceeds(other, value) { return !takesLargest }
    return index < indices[place]
  }

  private func exceeds(_ one: Element, _ other: Element) -> Bool {
    one > other || one != one && other == other
  }
}
