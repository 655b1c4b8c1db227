/// A contraction as matrix products: which axes are the rows, the columns and the depth of one
/// product, and which are looped over.
struct ContractionTiling {
  typealias Axis = Contraction.Axis

  /// Whether the right tensor is the left factor, so that the result is row-major.
  let isSwapped: Bool
  /// The axis of the left factor and the result.
  let rows: Axis
  /// The axis of the right factor and the result.
  let columns: Axis
  /// The axis of both factors.
  let depth: Axis
  let left: Form
  let right: Form
  /// The distance between rows of the result.
  let resultStride: Int
  /// The positions of the products, each of which makes its own elements.
  let loops: [Axis]
  /// The products that are added up at each position.
  let sums: [Axis]
  /// Whether one product covers an axis of each kind that exists.
  let isComplete: Bool

  /// The layout of a factor.
  struct Form {
    let stride: Int
    let isTransposed: Bool

    /// Nil where neither its rows nor its columns are contiguous.
    init?(_ tensor: Int, rows: Axis, columns: Axis) {
      if let stride = Self.stride(tensor, outer: rows, inner: columns) {
        self.init(stride: stride, isTransposed: false)
      } else if let stride = Self.stride(tensor, outer: columns, inner: rows) {
        self.init(stride: stride, isTransposed: true)
      } else {
        return nil
      }
    }

    private init(stride: Int, isTransposed: Bool) {
      self.stride = stride
      self.isTransposed = isTransposed
    }

    /// The distance between rows; nil where rows overlap or are not contiguous.
    static func stride(_ tensor: Int, outer: Axis, inner: Axis) -> Int? {
      guard inner.size == 1 || inner.strides[tensor] == 1 else { return nil }
      if outer.size == 1 { return inner.size }
      return outer.strides[tensor] >= inner.size ? outer.strides[tensor] : nil
    }

    func factor(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int) -> Factor {
      Factor(
        matrix: Matrix(
          base: base, rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
          stride: stride),
        isTransposed: isTransposed)
    }
  }
}

// The choice of a tiling.
extension ContractionTiling {
  /// The tiling with the largest products that the library can read in place.
  static func largest(_ axes: [Axis]) -> ContractionTiling {
    let swapped = axes.map { Axis($0.size, left: $0.right, right: $0.left, result: $0.result) }
    let all = tilings(of: axes, isSwapped: false) + tilings(of: swapped, isSwapped: true)
    guard let best = all.max(by: { $0.merit < $1.merit }) else {
      preconditionFailure("A product of two numbers is always possible.")
    }
    return best
  }

  private var work: Int { rows.size * columns.size * depth.size }

  /// Complete tilings before others, then by work; a product with one row reads its matrix only
  /// once.
  private var merit: (Int, Int, Int) { (isComplete ? 1 : 0, work, rows.size == 1 ? 1 : 0) }

  private static func tilings(of axes: [Axis], isSwapped: Bool) -> [ContractionTiling] {
    let groups = Groups(axes)
    let none = Axis(1, left: 0, right: 0, result: 0)
    return (groups.rows + [none]).flatMap { rows in
      (groups.columns + [none]).flatMap { columns in
        (groups.depth + [none]).compactMap { depth in
          ContractionTiling(
            groups, isSwapped: isSwapped, rows: rows, columns: columns, depth: depth)
        }
      }
    }
  }

  /// Nil where the library cannot read such matrices.
  private init?(_ groups: Groups, isSwapped: Bool, rows: Axis, columns: Axis, depth: Axis) {
    guard let left = Form(0, rows: rows, columns: depth),
      let right = Form(1, rows: depth, columns: columns),
      let resultStride = Form.stride(2, outer: rows, inner: columns)
    else { return nil }
    self.isSwapped = isSwapped
    (self.rows, self.columns, self.depth) = (rows, columns, depth)
    (self.left, self.right, self.resultStride) = (left, right, resultStride)
    let around =
      groups.rows.filter { $0 != rows } + groups.columns.filter { $0 != columns }
      + groups.depth.filter { $0 != depth } + groups.others
    loops = around.filter { $0.result != 0 }
    sums = around.filter { $0.result == 0 }
    isComplete =
      (groups.rows.isEmpty || rows.size > 1) && (groups.columns.isEmpty || columns.size > 1)
      && (groups.depth.isEmpty || depth.size > 1)
  }

  /// Axes by the tensors that have them; axes that can be merged are one.
  private struct Groups {
    var rows: [Axis] = []
    var columns: [Axis] = []
    var depth: [Axis] = []
    /// Axes of all three tensors, or of one alone.
    var others: [Axis] = []

    init(_ axes: [Axis]) {
      for axis in axes where axis.size > 1 {
        switch (axis.left != 0, axis.right != 0, axis.result != 0) {
        case (true, false, true): rows.append(axis)
        case (false, true, true): columns.append(axis)
        case (true, true, false): depth.append(axis)
        default: others.append(axis)
        }
      }
      (rows, columns, depth) = (Self.merged(rows), Self.merged(columns), Self.merged(depth))
      others = Self.merged(others)
    }

    private static func merged(_ axes: [Axis]) -> [Axis] {
      let outermostFirst = axes.sorted { left, right in
        (left.left, left.right, left.result) > (right.left, right.right, right.result)
      }
      return outermostFirst.reduce(into: []) { merged, axis in
        if let last = merged.last, last.strides == axis.strides &* axis.size {
          merged[merged.count - 1] = Axis(last.size * axis.size, axis.strides)
        } else {
          merged.append(axis)
        }
      }
    }
  }
}
