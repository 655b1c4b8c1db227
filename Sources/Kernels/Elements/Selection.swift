/// The elements of one tensor where a condition holds, else those of another.
package struct Selection: Hashable, Sendable {
  /// Tensors: the result, the condition, the tensor for true, the tensor for false.
  private let walk: StridedWalk
  private let width: Int

  /// - Parameters:
  ///   - sizes: The shape of the result.
  ///   - target: Its strides.
  ///   - condition: The strides of the condition, zero where it repeats.
  ///   - yes: The strides of the tensor for true.
  ///   - no: The strides of the tensor for false.
  ///   - width: Bytes of an element: 1, 2, 4 or 8.
  package init(
    sizes: [Int], to target: [Int], condition: [Int], yes: [Int], no: [Int], width: Int
  ) {
    walk = StridedWalk(sizes: sizes, strides: [target, condition, yes, no])
    self.width = width
  }

  /// `y = condition ? yes : no`, the condition in bytes of 0 and 1.
  package func run(
    _ condition: UnsafeMutablePointer<UInt8>, _ yes: UnsafeMutableRawPointer,
    _ no: UnsafeMutableRawPointer, to y: UnsafeMutableRawPointer, on pool: WorkerPool
  ) {
    switch width {
    case 1: select(condition, yes, no, y.assumingMemoryBound(to: UInt8.self), pool)
    case 2: select(condition, yes, no, y.assumingMemoryBound(to: UInt16.self), pool)
    case 8: select(condition, yes, no, y.assumingMemoryBound(to: UInt64.self), pool)
    default: select(condition, yes, no, y.assumingMemoryBound(to: UInt32.self), pool)
    }
  }

  private func select<Element>(
    _ condition: UnsafeMutablePointer<UInt8>, _ yes: UnsafeMutableRawPointer,
    _ no: UnsafeMutableRawPointer, _ y: UnsafeMutablePointer<Element>, _ pool: WorkerPool
  ) {
    let (yes, no) = (
      yes.assumingMemoryBound(to: Element.self), no.assumingMemoryBound(to: Element.self)
    )
    let (rows, columns) = (walk.rows.strides, walk.columns.strides)
    walk.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let target = y + offsets[0] + row * rows[0]
        let holds = condition + offsets[1] + row * rows[1]
        let first = yes + offsets[2] + row * rows[2]
        let second = no + offsets[3] + row * rows[3]
        for column in 0..<columnCount {
          target[column * columns[0]] =
            holds[column * columns[1]] != 0
            ? first[column * columns[2]] : second[column * columns[3]]
        }
      }
    }
  }
}
