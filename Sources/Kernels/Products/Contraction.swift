/// A sum of products of two tensors over some of their axes: `y (+)= alpha · Σ a · b`.
///
/// Axes of a and y are the rows of a matrix product, axes of b and y its columns, axes of a and b
/// are summed over; axes of all three form a batch of products. Tensors at any strides are read in
/// place where the library can, else from a copy. Each gradient of a contraction is another
/// contraction with the tensors exchanged.
package struct Contraction: Sendable {
  /// An axis of at least one of the tensors.
  package struct Axis: Hashable, Sendable {
    package let size: Int
    /// The strides of a, b and y in elements; zero where a tensor lacks the axis or repeats along
    /// it.
    let strides: SIMD3<Int>

    /// - Parameters:
    ///   - size: The number of positions.
    ///   - left: The stride of a.
    ///   - right: The stride of b.
    ///   - result: The stride of y.
    package init(_ size: Int, left: Int, right: Int, result: Int) {
      self.init(size, SIMD3(left, right, result))
    }

    init(_ size: Int, _ strides: SIMD3<Int>) {
      self.size = size
      self.strides = strides
    }

    package var left: Int { strides[0] }
    package var right: Int { strides[1] }
    package var result: Int { strides[2] }
  }

  private let tiling: ContractionTiling
  /// By tensor: a, b, y.
  private let copies: [PackedCopy?]
  private let alpha: Float
  private let precision: Precision
  /// How products are passed to the library; nil for the style of the pool.
  private let style: ProductStyle?

  /// - Parameters:
  ///   - axes: All axes, in any order, none of size zero.
  ///   - alpha: The factor of the sum.
  ///   - precision: The format in which products are summed.
  ///   - style: How products are passed to the library; nil for the style of the pool.
  package init(
    _ axes: [Axis], alpha: Float = 1, precision: Precision = .single, style: ProductStyle? = nil
  ) {
    precondition(axes.allSatisfy { $0.size > 0 }, "A contraction is of tensors with elements.")
    self.alpha = alpha
    self.precision = precision
    self.style = style
    // No copy is better than one, and a copy of a factor is better than one of the result.
    for tensors in [[], [0], [1], [0, 1], [2], [0, 2], [1, 2]] {
      let (copies, axes) = Self.packing(tensors, axes)
      let tiling = ContractionTiling.largest(axes)
      if tiling.isComplete {
        (self.copies, self.tiling) = (copies, tiling)
        return
      }
    }
    let (copies, packed) = Self.packing([0, 1, 2], axes)
    (self.copies, tiling) = (copies, ContractionTiling.largest(packed))
  }

  /// The axes with copies in place of some tensors.
  private static func packing(_ tensors: [Int], _ axes: [Axis]) -> ([PackedCopy?], [Axis]) {
    var (copies, axes) = ([PackedCopy?](repeating: nil, count: 3), axes)
    for tensor in tensors {
      let copy = PackedCopy(of: tensor, &axes)
      copies[tensor] = copy
    }
    return (copies, axes)
  }

  package var name: String { "product\(style?.suffix ?? "")" }

  /// The scratch values that a run needs.
  package var scratch: Int { copies.reduce(0) { $0 + ($1?.count ?? 0) } }

  /// Computes the result and applies `function`, which must be fused, to all of it.
  package func run(
    _ a: TensorView, _ b: TensorView, to y: TensorView, accumulating: Bool,
    function: ElementLoop = .identity, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let left = copies[0]?.filled(from: a, &workspace, on: pool) ?? a.elements(of: Float.self)
    let right = copies[1]?.filled(from: b, &workspace, on: pool) ?? b.elements(of: Float.self)
    let factors = tiling.isSwapped ? (right, left) : (left, right)
    guard let copy = copies[2] else {
      multiply(factors, y.elements(of: Float.self), accumulating, function, on: pool)
      return
    }
    let result =
      accumulating ? copy.filled(from: y, &workspace, on: pool) : workspace.take(copy.count)
    multiply(factors, result, accumulating, function, on: pool)
    copy.write(result, to: y, on: pool)
  }

  private func multiply(
    _ factors: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>),
    _ result: UnsafeMutablePointer<Float>, _ accumulating: Bool, _ function: ElementLoop,
    on pool: WorkerPool
  ) {
    let positions = tiling.loops.reduce(1) { $0 * $1.size }
    // Only a result to which a function is applied has to stay in a cache.
    let blocks = MatrixBlocks(
      rows: tiling.rows.size, columns: tiling.columns.size,
      threads: positions >= pool.threads ? 1 : pool.threads,
      mostValues: function == .identity ? .max : MatrixBlocks.mostValues)
    pool.run(positions * blocks.count) { task, thread in
      let (position, block) = task.quotientAndRemainder(dividingBy: blocks.count)
      let (rows, columns) = blocks[block]
      let offset = Self.offset(of: position, along: tiling.loops)
      let target = Matrix(
        base: result + offset[2], rows: tiling.rows.size, columns: tiling.columns.size,
        stride: tiling.resultStride
      ).rows(rows).columns(columns)
      sum(
        factors, at: offset, rows, columns, to: target, accumulating,
        with: pool.products(thread, precision, style: style))
      if function != .identity { Self.apply(function, to: target) }
    }
  }

  /// The products at one position, one after the other.
  private func sum(
    _ factors: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>), at offset: SIMD3<Int>,
    _ rows: Range<Int>, _ columns: Range<Int>, to target: Matrix, _ accumulating: Bool,
    with products: Products
  ) {
    for term in 0..<tiling.sums.reduce(1, { $0 * $1.size }) {
      let place = offset &+ Self.offset(of: term, along: tiling.sums)
      let left = tiling.left.factor(
        factors.0 + place[0], rows: tiling.rows.size, columns: tiling.depth.size)
      let right = tiling.right.factor(
        factors.1 + place[1], rows: tiling.depth.size, columns: tiling.columns.size)
      products.multiply(
        left.rows(rows), right.columns(columns), alpha: alpha, to: target,
        accumulating: accumulating || term > 0)
    }
  }

  /// The offset of a position in each tensor, in elements.
  private static func offset(of position: Int, along axes: [Axis]) -> SIMD3<Int> {
    var (rest, offset) = (position, SIMD3(0, 0, 0))
    for axis in axes.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: axis.size)
      offset &+= axis.strides &* remainder
      rest = quotient
    }
    return offset
  }

  private static func apply(_ function: ElementLoop, to y: Matrix) {
    let map = FeatureMap(
      y.base, batch: y.rows, height: 1, width: 1, channels: y.columns, stride: y.stride)
    Epilogue(function: function)
      .apply(inPlace: map, rows: 0..<y.rows, channels: 0..<y.columns)
  }
}
