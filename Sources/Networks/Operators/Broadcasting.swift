public import RLASymbolic

/// NumPy's rule for operands of different shapes: axes are aligned at the end, and an axis of size 1
/// repeats.
extension Shape {
  /// The shape of an elementwise result.
  ///
  /// Where a size is unknown, nothing tells whether it is 1. It is then taken to be the size that it
  /// meets, and that is recorded.
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
      // The number says more than the symbol that has to equal it.
      if right.value != nil { result.dims[offset + axis] = right }
    }
    return result
  }

  /// The elements of a result of this shape, taken from those of an operand that repeats.
  func repeating(_ repeated: [Dim], of operand: Shape) -> [Dim]? {
    guard let sizes = values, let source = operand.values else { return nil }
    guard let count = elements.value, (0...Fact.mostElements).contains(count) else { return nil }
    if sizes == source { return repeated }
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
