/// Copies sequences with their first steps in reverse order, as many as the length of each says.
package struct SequenceReversal: Sendable {
  /// Tensors: the result, the source.
  private let slice: StridedWalk
  private let batch: StridedWalk.Axis
  private let steps: StridedWalk.Axis
  private let lengthStride: Int
  private let lengthKind: NumberKind
  private let width: Int

  /// - Parameters:
  ///   - sizes: The shape of both; the first two axes are steps and sequences.
  ///   - source: The strides of what is read.
  ///   - target: The strides of what is written.
  ///   - batchAxis: The axis of the sequences, 0 or 1.
  ///   - lengthStride: The step from one length to the next.
  ///   - kind: The kind of the lengths, 64-bit or 32-bit integers.
  ///   - width: Bytes of an element: 1, 2, 4 or 8.
  package init(
    sizes: [Int], from source: [Int], to target: [Int], batchAxis: Int, lengthStride: Int,
    _ kind: NumberKind, width: Int
  ) {
    func axis(_ place: Int) -> StridedWalk.Axis {
      StridedWalk.Axis(size: sizes[place], strides: [target[place], source[place]])
    }
    (batch, steps) = (axis(batchAxis), axis(1 - batchAxis))
    slice = StridedWalk(
      sizes: Array(sizes[2...]), strides: [Array(target[2...]), Array(source[2...])])
    self.lengthStride = lengthStride
    lengthKind = kind
    self.width = width
  }

  package func run(
    _ x: UnsafeRawPointer, lengths: UnsafeMutableRawPointer, to y: UnsafeMutableRawPointer,
    on pool: WorkerPool
  ) {
    switch width {
    case 1: move(x, lengths, y, UInt8.self, pool) { $1 }
    case 2: move(x, lengths, y, UInt16.self, pool) { $1 }
    case 8: move(x, lengths, y, UInt64.self, pool) { $1 }
    default: move(x, lengths, y, UInt32.self, pool) { $1 }
    }
  }

  /// `dx (+)= dy` in reverse order; a reversal is its own inverse.
  package func runBackward(
    _ dy: UnsafePointer<Float>, lengths: UnsafeMutableRawPointer,
    to dx: UnsafeMutablePointer<Float>, accumulating: Bool, on pool: WorkerPool
  ) {
    move(UnsafeRawPointer(dy), lengths, UnsafeMutableRawPointer(dx), Float.self, pool) {
      accumulating ? $0 + $1 : $1
    }
  }

  private func move<Element>(
    _ x: UnsafeRawPointer, _ lengths: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer,
    _ type: Element.Type, _ pool: WorkerPool, _ combine: (Element, Element) -> Element
  ) {
    let (from, to) = (x.assumingMemoryBound(to: type), y.assumingMemoryBound(to: type))
    pool.split(batch.size, grain: 1) { range, _ in
      for sequence in range {
        let length = min(max(0, lengthKind.whole(lengths, sequence * lengthStride)), steps.size)
        for step in 0..<steps.size {
          let source = step < length ? length - 1 - step : step
          let target = to + sequence * batch.strides[0] + step * steps.strides[0]
          let origin = from + sequence * batch.strides[1] + source * steps.strides[1]
          slice.visitPairs { target[$0] = combine(target[$0], origin[$1]) }
        }
      }
    }
  }
}
