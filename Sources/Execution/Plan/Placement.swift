import RLANetworks

/// Where a value is stored: in memory of its own, or as a view of another value.
struct Placement: Hashable, Sendable {
  /// The value whose memory this is.
  let root: ValueID
  let type: ElementType
  private(set) var sizes: [Int]
  /// By axis, in elements; zero repeats an element.
  private(set) var strides: [Int]
  /// Elements of the root before the first one.
  private(set) var offset = 0

  /// Dense memory of its own, the axes from the outermost to the innermost in `order`.
  init(_ root: ValueID, _ type: ElementType, _ sizes: [Int], order: [Int]) {
    self.root = root
    self.type = type
    self.sizes = sizes
    strides = Array(repeating: 1, count: sizes.count)
    var step = 1
    for axis in order.reversed() {
      strides[axis] = step
      step *= sizes[axis]
    }
  }

  var rank: Int { sizes.count }
  var count: Int { sizes.reduce(1, *) }
  var bytes: Int { count * type.bytes }

  /// The axes from the outermost in memory to the innermost.
  var order: [Int] {
    sizes.indices.sorted { (strides[$1], $0) < (strides[$0], $1) }
  }

  /// Whether some element occurs at several positions.
  var repeats: Bool { zip(sizes, strides).contains { $0 > 1 && $1 == 0 } }
}

// Views: nothing is moved.
extension Placement {
  /// Axis `i` of the result is axis `axes[i]` of the value.
  func permuted(_ axes: [Int]) -> Placement {
    var result = self
    result.sizes = axes.map { sizes[$0] }
    result.strides = axes.map { strides[$0] }
    return result
  }

  /// `count` positions of an axis from `start`, `step` apart, which may be negative.
  func sliced(_ axis: Int, from start: Int, count: Int, step: Int = 1) -> Placement {
    var result = self
    result.offset += start * strides[axis]
    result.sizes[axis] = count
    result.strides[axis] *= step
    return result
  }

  /// An axis cut into axes of some sizes, or left out where there are none.
  func replacing(_ axis: Int, by sizes: [Int]) -> Placement {
    precondition(self.sizes[axis] == sizes.reduce(1, *), "The axis keeps its elements.")
    var result = self
    result.sizes.replaceSubrange(axis...axis, with: sizes)
    let steps = sizes.indices.map { sizes[($0 + 1)...].reduce(strides[axis], *) }
    result.strides.replaceSubrange(axis...axis, with: steps)
    return result
  }

  /// The elements in row-major order under other sizes; nil where that needs a copy.
  func reshaped(to target: [Int]) -> Placement? {
    var result = self
    result.sizes = target
    result.strides = Array(repeating: 0, count: target.count)
    if count == 0 || target.reduce(1, *) != count { return nil }
    // Both lists of sizes are cut into groups with the same number of elements.
    var (old, new) = (0, 0)
    while old < rank || new < target.count {
      let (firstOld, firstNew) = (old, new)
      var (left, right) = (1, 1)
      repeat {
        if left <= right, old < rank {
          left *= sizes[old]
          old += 1
        } else if new < target.count {
          right *= target[new]
          new += 1
        } else {
          left *= sizes[old]
          old += 1
        }
      } while left != right
      while old < rank, sizes[old] == 1 { old += 1 }
      guard var step = innermostStep(of: firstOld..<old) else { return nil }
      for axis in (firstNew..<new).reversed() {
        result.strides[axis] = step
        step *= target[axis]
      }
    }
    return result
  }

  /// The stride of some axes merged into one; nil where they cannot be merged.
  private func innermostStep(of axes: Range<Int>) -> Int? {
    let real = axes.filter { sizes[$0] != 1 }
    guard let last = real.last else { return 1 }
    for (outer, inner) in zip(real, real.dropFirst())
    where strides[outer] != strides[inner] * sizes[inner] {
      return nil
    }
    return strides[last]
  }

  /// The value repeated along axes of size one and new axes in front.
  func broadcast(to target: [Int]) -> Placement {
    var result = self
    let added = target.count - rank
    result.sizes = target
    result.strides = target.indices.map { axis in
      axis < added || sizes[axis - added] != target[axis] ? 0 : strides[axis - added]
    }
    return result
  }

  /// The strides with zero along some axes; where the value lacks these axes, they are inserted.
  func strides(repeating axes: Set<Int>, rank: Int) -> [Int] {
    var own = strides[...]
    return (0..<rank).map { axis in
      if axes.contains(axis) {
        if self.rank == rank { own.removeFirst() }
        return 0
      }
      return own.removeFirst()
    }
  }

  /// A matrix with `axis` as its columns and one row for each position of the other axes in order;
  /// nil where the rows are not evenly spaced or the columns are not contiguous.
  func matrix(innermost axis: Int) -> Placement? {
    guard sizes[axis] == 1 || strides[axis] == 1 else { return nil }
    let others = sizes.indices.filter { $0 != axis }
    let moved = permuted(others + [axis])
    let rows = others.reduce(1) { $0 * sizes[$1] }
    guard rows > 0, let step = moved.innermostStep(of: 0..<others.count) else { return nil }
    var result = self
    result.sizes = [rows, sizes[axis]]
    result.strides = [rows == 1 ? sizes[axis] : step, 1]
    return rows == 1 || step >= sizes[axis] ? result : nil
  }

  /// The same memory as a number of rows with contiguous columns.
  func seen(asRows rows: Int, apart step: Int, columns: Int) -> Placement {
    var result = self
    result.sizes = [rows, columns]
    result.strides = [rows == 1 ? columns : step, 1]
    return result
  }
}

/// How a step needs the elements of a value arranged in memory.
enum Arrangement: Hashable, Sendable {
  /// Axis 1 innermost, the others evenly spaced in order: a map for kernels; see `FeatureMap`.
  case channelsLast
  /// A matrix with this axis innermost, one row for each position of the others in order.
  case rows(axis: Int)
  /// A matrix with the last of these axes innermost, one row for each position of the others in this
  /// order.
  case matrix([Int])
  /// All operands as matrices of one size, in any common order.
  case alike
  /// Dense and row-major.
  case rowMajor
  /// Dense, the axes from the outermost to the innermost.
  case order([Int])
  /// At any strides.
  case any

  /// Whether a value already has the arrangement.
  func fits(_ placement: Placement) -> Bool {
    switch self {
    case .any, .alike: true
    case .order(let axes):
      placement.strides
        == Placement(placement.root, placement.type, placement.sizes, order: axes).strides
    case .rowMajor:
      placement.matrix(innermost: placement.rank - 1).map { $0.strides[0] == $0.sizes[1] }
        ?? (placement.rank == 0)
    case .channelsLast: placement.rank >= 2 && placement.matrix(innermost: 1) != nil
    case .rows, .matrix: matrix(placement) != nil
    }
  }

  /// A value as the matrix that a step reads; nil where it is none, or the step reads none.
  func matrix(_ placement: Placement) -> Placement? {
    switch self {
    case .rows(let axis): placement.matrix(innermost: axis)
    case .matrix(let axes): placement.permuted(axes).matrix(innermost: axes.count - 1)
    default: nil
    }
  }

  /// The axes of a new value from the outermost to the innermost.
  func order(rank: Int) -> [Int] {
    func last(_ innermost: Int) -> [Int] {
      (0..<rank).filter { $0 != innermost } + [innermost]
    }
    return switch self {
    case .channelsLast: rank > 1 ? last(1) : Array(0..<rank)
    case .rows(let axis): last(axis)
    case .order(let axes), .matrix(let axes): axes
    case .alike, .rowMajor, .any: Array(0..<rank)
    }
  }
}
