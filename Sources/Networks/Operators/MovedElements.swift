import RLASymbolic

/// Known elements at other places, for operators that move elements.
extension Fact {
  /// The elements of a tensor whose index i along each axis stands for the place
  /// `start + Σ i·strides` in this one; nil where elements or sizes are not known.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the result.
  ///   - start: The place of its first element.
  ///   - strides: For each of its axes, the distance of two places.
  /// - Returns: The elements in row-major order.
  func moved(to shape: Shape, from start: Int, strides: [Int]) -> [Dim]? {
    guard let elements, let sizes = shape.values, let count = shape.elements.value,
      (0...Self.mostElements).contains(count)
    else { return nil }
    var index = [Int](repeating: 0, count: sizes.count)
    var place = start
    var result: [Dim] = []
    result.reserveCapacity(count)
    for _ in 0..<count {
      guard elements.indices.contains(place) else { return nil }
      result.append(elements[place])
      for axis in sizes.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < sizes[axis] { break }
        place -= strides[axis] * sizes[axis]
        index[axis] = 0
      }
    }
    return result
  }

  /// The distances of neighbors along each axis, in row-major order; nil where sizes are not known.
  var strides: [Int]? {
    guard let sizes = shape.values else { return nil }
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }
}
