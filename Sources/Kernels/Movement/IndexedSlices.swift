/// Slices of a tensor at places that rows of indices say, beside slices of a second tensor.
///
/// A negative index counts from the end. A row with an index out of range has no place.
package struct IndexedSlices: Sendable {
  /// An axis along which there is a row for each position, with the step of each tensor.
  package struct RowAxis: Hashable, Sendable {
    let size: Int
    let indices: Int
    let data: Int
    let other: Int

    package init(_ size: Int, indices: Int, data: Int, other: Int) {
      self.size = size
      self.indices = indices
      self.data = data
      self.other = other
    }
  }

  /// An axis of the data along which an index of each row chooses a position.
  package struct IndexedAxis: Hashable, Sendable {
    let size: Int
    let stride: Int

    package init(_ size: Int, stride: Int) {
      self.size = size
      self.stride = stride
    }
  }

  private let rows: [RowAxis]
  private let indexed: [IndexedAxis]
  /// From one index of a row to the next.
  private let indexStep: Int
  private let indexKind: NumberKind
  /// Tensors: the data, the other one.
  private let slice: StridedWalk

  /// - Parameters:
  ///   - rows: The axes with a row for each position.
  ///   - indexed: By index of a row, the axis of the data that it belongs to.
  ///   - indexStep: The step from one index of a row to the next.
  ///   - kind: The kind of the indices, 64-bit or 32-bit integers.
  ///   - slice: The sizes of a slice, and its strides in the data and in the other tensor.
  package init(
    rows: [RowAxis], indexed: [IndexedAxis], indexStep: Int, _ kind: NumberKind,
    slice: (sizes: [Int], data: [Int], other: [Int])
  ) {
    self.rows = rows
    self.indexed = indexed
    self.indexStep = indexStep
    indexKind = kind
    self.slice = StridedWalk(sizes: slice.sizes, strides: [slice.data, slice.other])
  }

  private var rowCount: Int { rows.reduce(1) { $0 * $1.size } }

  /// Visits rows in order, with the offset of the slice in the data, nil where it has no place, and
  /// in the other tensor.
  private func visit(
    _ range: Range<Int>, _ indices: UnsafeMutableRawPointer,
    _ body: (_ data: Int?, _ other: Int) -> Void
  ) {
    for row in range {
      var (rest, index, data, other) = (row, 0, 0, 0)
      for axis in rows.reversed() {
        let (quotient, position) = rest.quotientAndRemainder(dividingBy: axis.size)
        index += position * axis.indices
        data += position * axis.data
        other += position * axis.other
        rest = quotient
      }
      body(place(indices, index).map { $0 + data }, other)
    }
  }

  /// The offset that the indices of a row add up to; nil where one is out of range.
  private func place(_ indices: UnsafeMutableRawPointer, _ first: Int) -> Int? {
    var offset = 0
    for (number, axis) in indexed.enumerated() {
      let index = indexKind.whole(indices, first + number * indexStep)
      let position = index < 0 ? index + axis.size : index
      guard (0..<axis.size).contains(position) else { return nil }
      offset += position * axis.stride
    }
    return offset
  }

  /// Copies the slices out of the data; those without a place become `missing`.
  package func gather<Element>(
    _ data: UnsafePointer<Element>, _ indices: UnsafeMutableRawPointer,
    to other: UnsafeMutablePointer<Element>, missing: Element, on pool: WorkerPool
  ) {
    pool.split(rowCount, grain: max(1, 4096 / max(1, slice.count))) { range, _ in
      visit(range, indices) { place, target in
        slice.visitPairs { from, to in other[target + to] = place.map { data[$0 + from] } ?? missing
        }
      }
    }
  }

  /// `other += slices of data`; slices without a place add nothing.
  package func gather(
    _ data: UnsafePointer<Float>, _ indices: UnsafeMutableRawPointer,
    addingTo other: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    pool.split(rowCount, grain: max(1, 4096 / max(1, slice.count))) { range, _ in
      visit(range, indices) { place, target in
        guard let place else { return }
        slice.visitPairs { from, to in other[target + to] += data[place + from] }
      }
    }
  }

  /// Sets the slices in the data to one element.
  package func fill<Element>(
    _ data: UnsafeMutablePointer<Element>, _ indices: UnsafeMutableRawPointer, with element: Element
  ) {
    visit(0..<rowCount, indices) { place, _ in
      guard let place else { return }
      slice.visitPairs { to, _ in data[place + to] = element }
    }
  }

  /// Combines each slice of the other tensor with the one in the data, row by row, so that equal
  /// places meet in a fixed order.
  package func scatter<Element>(
    _ other: UnsafePointer<Element>, _ indices: UnsafeMutableRawPointer,
    into data: UnsafeMutablePointer<Element>, _ combine: (Element, Element) -> Element
  ) {
    visit(0..<rowCount, indices) { place, source in
      guard let place else { return }
      slice.visitPairs { to, from in
        data[place + to] = combine(data[place + to], other[source + from])
      }
    }
  }
}

extension NumberKind {
  /// A 64-bit or 32-bit integer.
  func whole(_ base: UnsafeMutableRawPointer, _ offset: Int) -> Int {
    self == .int64
      ? Int(base.assumingMemoryBound(to: Int64.self)[offset])
      : Int(base.assumingMemoryBound(to: Int32.self)[offset])
  }
}
