public import Symbolic

/// Why the inputs of an operator do not fit, as facts; the wording is the reader's.
public enum ShapeMismatch: Error, Hashable, Sendable {
  case rank(expected: Int, actual: Int)
  case channels(expected: Dim, actual: Dim)
  /// Two inputs differ along an axis where they must agree.
  case unequal(axis: Int, Dim, Dim)
  /// A window is larger than the padded input along an axis.
  case windowTooLarge(axis: Int, size: Dim, kernel: Int)
  /// A size left the 64-bit range.
  case overflow
}

/// The assumptions that a pass over a network collects.
public struct Requirements: Sendable {
  /// The assumptions that no rule could prove, in the order of discovery, each once.
  public private(set) var assumptions: [Assumption] = []
  private var known: Set<Assumption> = []

  public init() {}

  /// Takes `assumption` as needed: nothing happens where it is proved, and it is recorded where
  /// nothing decides it.
  ///
  /// - Throws: `mismatch` where it is refuted.
  public mutating func require(
    _ assumption: Assumption, otherwise mismatch: ShapeMismatch
  ) throws(ShapeMismatch) {
    switch assumption.verdict {
    case .proved: return
    case .refuted: throw mismatch
    case .undecided:
      let normalized = assumption.normalized
      if known.insert(normalized).inserted { assumptions.append(normalized) }
    }
  }
}

extension Shape {
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

  /// Requires the same sizes as `other` along the given axes.
  func require(
    equalTo other: Shape, axes: some Sequence<Int>, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    guard rank == other.rank else { throw .rank(expected: rank, actual: other.rank) }
    for axis in axes where dims[axis] != other.dims[axis] {
      try requirements.require(
        .equal(dims[axis], other.dims[axis]),
        otherwise: .unequal(axis: axis, dims[axis], other.dims[axis]))
    }
  }
}
