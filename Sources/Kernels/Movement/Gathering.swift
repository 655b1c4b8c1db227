/// Gathers positions along an axis by index.
///
/// A negative index counts from the end. The elements of an index that is out of range are NaN, or
/// 0 for whole numbers, and pass no gradient.
package struct Gathering: Sendable {
  /// Tensors: the result, the data, the indices.
  private let walk: StridedWalk
  /// Positions along all axes but the gathered one, of the data and the result.
  private let others: StridedWalk
  /// By index in row-major order, the offsets of the index and of its first element of the result.
  private let places: [(index: Int, result: Int)]
  private let size: Int
  private let stride: Int
  private let indexKind: NumberKind
  private let kind: NumberKind

  /// - Parameters:
  ///   - data: The sizes and strides of what is read.
  ///   - axis: The axis of the data that is indexed.
  ///   - indices: The sizes and strides of the indices.
  ///   - target: The strides of the result, the axes of the indices in place of the axis.
  ///   - kind: The kind of the data.
  ///   - indexKind: The kind of the indices, 64-bit or 32-bit integers.
  package init(
    _ data: (sizes: [Int], strides: [Int]), axis: Int, indices: (sizes: [Int], strides: [Int]),
    to target: [Int], _ kind: NumberKind, by indexKind: NumberKind
  ) {
    let added = axis..<axis + indices.sizes.count
    let zeros = indices.sizes.map { _ in 0 }
    func replacing(_ values: [Int], by others: [Int]) -> [Int] {
      Array(values[..<axis] + others + values[(axis + 1)...])
    }
    walk = StridedWalk(
      sizes: replacing(data.sizes, by: indices.sizes),
      strides: [
        target, replacing(data.strides, by: zeros),
        replacing(data.strides.map { _ in 0 }, by: indices.strides),
      ])
    others = StridedWalk(
      sizes: replacing(data.sizes, by: []),
      strides: [
        replacing(data.strides, by: []), Array(target[..<axis] + target[added.upperBound...]),
      ])
    places = Self.places(indices.sizes, indices.strides, Array(target[added]))
    size = data.sizes[axis]
    stride = data.strides[axis]
    self.kind = kind
    self.indexKind = indexKind
  }

  private static func places(
    _ sizes: [Int], _ strides: [Int], _ target: [Int]
  ) -> [(index: Int, result: Int)] {
    zip(sizes, zip(strides, target)).reduce([(0, 0)]) { places, axis in
      places.flatMap { place in
        (0..<axis.0).map { (place.index + $0 * axis.1.0, place.result + $0 * axis.1.1) }
      }
    }
  }

  /// The position that an index denotes; nil where it is out of range.
  private func position(_ indices: UnsafeMutableRawPointer, _ offset: Int) -> Int? {
    let index = indexKind.whole(indices, offset)
    let position = index < 0 ? index + size : index
    return (0..<size).contains(position) ? position : nil
  }

  /// `y = x[…, indices, …]`.
  package func forward(
    _ x: UnsafeMutableRawPointer, _ indices: UnsafeMutableRawPointer,
    to y: UnsafeMutableRawPointer, on pool: WorkerPool
  ) {
    switch kind {
    case .float: read(x, indices, y, missing: Float.nan, pool)
    case .int64, .uint64: read(x, indices, y, missing: Int64(0), pool)
    case .int32, .uint32: read(x, indices, y, missing: Int32(0), pool)
    case .int16, .uint16: read(x, indices, y, missing: Int16(0), pool)
    case .uint8, .int8, .truth: read(x, indices, y, missing: UInt8(0), pool)
    }
  }

  private func read<Element>(
    _ x: UnsafeMutableRawPointer, _ indices: UnsafeMutableRawPointer,
    _ y: UnsafeMutableRawPointer, missing: Element, _ pool: WorkerPool
  ) {
    let (x, y) = (x.assumingMemoryBound(to: Element.self), y.assumingMemoryBound(to: Element.self))
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    walk.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let to = y + offsets[0] + row * rows[0]
        let from = x + offsets[1] + row * rows[1]
        let place = offsets[2] + row * rows[2]
        let first = position(indices, place)
        if columns[2] == 0, let first, columns[0] == 1, columns[1] == 1 {
          to.update(from: from + first * stride, count: columnCount)
          continue
        }
        for column in 0..<columnCount {
          let position =
            columns[2] == 0 ? first : position(indices, place + column * columns[2])
          to[column * columns[0]] =
            position.map { from[$0 * stride + column * columns[1]] } ?? missing
        }
      }
    }
  }

  /// `dx[…, indices, …] += dy`, index by index, so that equal indices add up in a fixed order.
  package func backward(
    _ dy: UnsafePointer<Float>, _ indices: UnsafeMutableRawPointer,
    to dx: UnsafeMutablePointer<Float>, on pool: WorkerPool
  ) {
    let (rows, columns) = (others.rows.strides, others.columns.strides)
    others.run(on: pool) { offsets, rowCount, columnCount in
      for place in places {
        guard let position = position(indices, place.index) else { continue }
        for row in 0..<rowCount {
          let to = dx + offsets[0] + row * rows[0] + position * stride
          let from = dy + offsets[1] + row * rows[1] + place.result
          if columns[0] == 1, columns[1] == 1 {
            Vectors.add(from, to: to, count: columnCount, accumulating: true)
          } else {
            for column in 0..<columnCount { to[column * columns[0]] += from[column * columns[1]] }
          }
        }
      }
    }
  }
}
