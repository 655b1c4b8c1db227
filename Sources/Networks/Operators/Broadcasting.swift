public import RLASymbolic

/// NumPy's rule for operands of different shapes: axes are aligned at the end, and an axis of size 1
/// repeats.
extension Shape {
  /// The shape of an elementwise result.
  ///
  /// Where a size is unknown, it may or may not be 1. It is assumed to equal the size that it
  /// meets, and the assumption is recorded.
  ///
  /// - Throws: `ShapeMismatch.unequal` where two known sizes differ and neither is 1.
  public func broadcast(
    with other: Shape, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    if self == other { return self }
    let (long, short) = rank >= other.rank ? (self, other) : (other, self)
    let offset = long.rank - short.rank
    var result = long
    for axis in short.dims.indices {
      let (left, right) = (long.dims[offset + axis], short.dims[axis])
      if left == right || right == 1 { continue }
      if left == 1 {
        result.dims[offset + axis] = right
        continue
      }
      try requirements.require(
        .equal(left, right), otherwise: .unequal(axis: offset + axis, left, right))
      // A number says more than a symbol that has to equal it.
      if right.value != nil { result.dims[offset + axis] = right }
    }
    return result
  }

  /// The elements of an operand broadcast to this shape.
  func repeating<Element>(_ repeated: [Element], of operand: Shape) -> [Element]? {
    guard let sizes = values, let source = operand.values else { return nil }
    guard let count = elements.value, (0...Fact.mostElements).contains(count) else { return nil }
    if sizes == source { return repeated }
    if let only = repeated.first, repeated.count == 1 {
      return [Element](repeating: only, count: count)
    }
    return (0..<count).map { index in
      var (rest, position, stride) = (index, 0, 1)
      for axis in sizes.indices.reversed() {
        let (quotient, place) = rest.quotientAndRemainder(dividingBy: sizes[axis])
        let size =
          axis - (sizes.count - source.count) >= 0
          ? source[axis - (sizes.count - source.count)] : 1
        if size > 1 { position += place * stride }
        stride *= size
        rest = quotient
      }
      return repeated[position]
    }
  }
}
