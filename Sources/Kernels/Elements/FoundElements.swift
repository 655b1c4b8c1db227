/// Elements that are searched for, so that their number is not known before.
///
/// Each function writes as many as its results have room for, and returns how many there are.
package enum FoundElements {
  /// The positions of elements that are not 0, in row-major order.
  ///
  /// - Parameters:
  ///   - x: Where they are looked for.
  ///   - isZero: Whether the element at an offset in memory is 0.
  ///   - positions: A row for each axis of `x`; nil where they are only counted.
  /// - Returns: Their number.
  package static func nonzero(
    _ x: TensorView, isZero: (Int) -> Bool, to positions: TensorView?
  ) -> Int {
    var count = 0
    var walk = Walk(x)
    for _ in 0..<x.count {
      if !isZero(walk.offset) {
        if let positions, count < positions.sizes[1] {
          let target = positions.elements(of: Int64.self) + count * positions.strides[1]
          for (axis, place) in walk.position.enumerated() {
            target[axis * positions.strides[0]] = Int64(place)
          }
        }
        count += 1
      }
      walk.advance()
    }
    return count
  }
}

/// The positions of a tensor in row-major order, with their offsets in memory.
private struct Walk {
  private let sizes: [Int]
  private let strides: [Int]
  private(set) var position: [Int]
  private(set) var offset = 0

  init(_ view: TensorView) {
    sizes = view.sizes
    strides = view.strides
    position = Array(repeating: 0, count: view.sizes.count)
  }

  mutating func advance() {
    for axis in sizes.indices.reversed() {
      position[axis] += 1
      offset += strides[axis]
      if position[axis] < sizes[axis] { return }
      offset -= strides[axis] * sizes[axis]
      position[axis] = 0
    }
  }
}
