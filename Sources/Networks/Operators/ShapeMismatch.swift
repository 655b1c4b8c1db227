public import RLASymbolic

/// Why the inputs of an operator do not fit, as facts without wording.
public enum ShapeMismatch: Error, Hashable, Sendable {
  case rank(expected: Int, actual: Int)
  case channels(expected: Dim, actual: Dim)
  /// Two inputs differ along an axis where they must agree.
  case unequal(axis: Int, Dim, Dim)
  /// The operands of a product differ along the axes that it sums over.
  case innerSizes(Dim, Dim)
  /// Two operands of an Einstein sum give a letter different sizes.
  case letter(Character, Dim, Dim)
  /// An equation of an Einstein sum is not supported.
  case equation(String, EinsumEquation.Fault)
  /// A window is larger than the padded input along an axis.
  case windowTooLarge(axis: Int, size: Dim, kernel: Int)
  /// An operator has fewer results than the network reads, or a body takes other inputs.
  case outputs(expected: Int, actual: Int)
  /// There is no such axis.
  case axis(Int, rank: Int)
  /// An index that is known lies beyond the size of its axis.
  case index(Dim, size: Dim)
  /// A sequence or a cut goes on by steps of 0.
  case step
  /// A size that is divided into equal parts is no multiple of their number.
  case multiple(axis: Int, size: Dim, of: Int)
  /// A new shape has another number of elements.
  case elements(expected: Dim, actual: Dim)
  /// Whole numbers that determine the shape of the result are not known before the network runs.
  case unknownElements(input: String)
  /// A size left the 64-bit range.
  case overflow
}

extension Shape {
  /// The shape given by known elements.
  ///
  /// - Throws: `ShapeMismatch.elements` where a size is negative.
  init(
    sizes: [Dim], _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    for size in sizes {
      try requirements.require(
        .atLeast(size, 0), otherwise: .elements(expected: 0, actual: size))
    }
    self.init(sizes)
  }

  func require(rank expected: Int) throws(ShapeMismatch) {
    guard rank == expected else { throw .rank(expected: expected, actual: rank) }
  }

  func require(
    channels expected: Dim, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    if channels == expected { return }
    try requirements.require(
      .equal(channels, expected), otherwise: .channels(expected: expected, actual: channels))
  }

  /// The number of an axis, counted from the end where negative.
  func axis(_ axis: Int) throws(ShapeMismatch) -> Int {
    let number = axis < 0 ? axis + rank : axis
    guard dims.indices.contains(number) else { throw .axis(axis, rank: rank) }
    return number
  }

  func axes(_ axes: [Int]) throws(ShapeMismatch) -> [Int] {
    var numbers: [Int] = []
    for axis in axes { numbers.append(try self.axis(axis)) }
    return numbers
  }

  /// Requires the same sizes as `other` along the given axes.
  func require(
    equalTo other: Shape, axes: some Sequence<Int>, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    if dims == other.dims { return }
    guard rank == other.rank else { throw .rank(expected: rank, actual: other.rank) }
    for axis in axes where dims[axis] != other.dims[axis] {
      try requirements.require(
        .equal(dims[axis], other.dims[axis]),
        otherwise: .unequal(axis: axis, dims[axis], other.dims[axis]))
    }
  }
}
