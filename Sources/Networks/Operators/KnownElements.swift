import RLASymbolic

/// Elements of small tensors of whole numbers by position.
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

  /// The elements of a result whose every element is one of this tensor.
  ///
  /// - Parameters:
  ///   - shape: The shape of the result.
  ///   - source: For a position of the result, that of the element here, which exists; nil where
  ///     it is not known.
  /// - Returns: The elements; nil where one is not known, or a size is not a number.
  func elements(at shape: Shape, from source: ([Int]) -> [Int]?) -> [Dim]? {
    guard let elements, let strides = self.shape.strides, let positions = shape.positions
    else { return nil }
    var result: [Dim] = []
    result.reserveCapacity(positions.count)
    for position in positions {
      guard let place = source(position) else { return nil }
      result.append(elements[zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }])
    }
    return result
  }

  /// The elements as numbers, whole or not; nil where one is not known or has symbols.
  package var known: [Double]? { reals ?? numbers?.map { Double($0) } }

  /// A tensor each of whose elements is one of this.
  ///
  /// - Parameters:
  ///   - shape: The shape of the result.
  ///   - select: The elements of the result, given a tensor of this shape with known ones.
  /// - Returns: The result with those elements that are known.
  func rearranged(to shape: Shape, _ select: (Fact) -> [Dim]?) -> Fact {
    guard let reals else { return Fact(type, shape, elements: select(self)) }
    let places = select(Fact(.int64, self.shape, elements: reals.indices.map { Dim($0) }))
    return Fact(type, shape, numbers: places?.compactMap(\.value).map { reals[$0] })
  }

  /// The tensor in another shape that holds each of its elements at least once, and no others.
  func spread(to shape: Shape, _ select: (Fact) -> [Dim]?) -> Fact {
    var result = rearranged(to: shape, select)
    result.largest = largest
    return result
  }

  /// The elements as numbers; nil where one is not known or has symbols.
  var numbers: [Int]? {
    guard let numbers = elements?.map(\.value), !numbers.contains(nil) else { return nil }
    return numbers.compactMap(\.self)
  }
}

extension Int {
  /// The number without its sign, as the length of a step; the least number, which has no opposite, is
  /// one shorter, and no axis is so long that it matters.
  var length: Int { self == .min ? .max : abs(self) }
}

extension Shape {
  /// Every position in row-major order; nil where a size is not a number, or there are more than
  /// are followed.
  var positions: [[Int]]? {
    guard let sizes = values, let count = elements.value, (0...Fact.mostElements).contains(count)
    else { return nil }
    var position = [Int](repeating: 0, count: sizes.count)
    return (0..<count).map { _ in
      defer {
        for axis in sizes.indices.reversed() {
          position[axis] += 1
          if position[axis] < sizes[axis] { break }
          position[axis] = 0
        }
      }
      return position
    }
  }

  /// The distance in row-major order between neighbors along each axis; nil where a size is not a
  /// number.
  var strides: [Int]? {
    guard let sizes = values, elements.value != nil else { return nil }
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }
}

extension Int {
  /// The position for an index that counts from the end where negative; nil where there is none.
  static func position(_ index: Int, in size: Int) -> Int? {
    let position = index < 0 ? index + size : index
    return (0..<size).contains(position) ? position : nil
  }
}
