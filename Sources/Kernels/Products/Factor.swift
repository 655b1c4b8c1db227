import CRLAVectors

/// A factor of a matrix product, row-major or column-major in memory.
struct Factor {
  /// The row-major matrix: the factor or its transpose.
  let matrix: Matrix
  let isTransposed: Bool

  func rows(_ range: Range<Int>) -> Factor {
    Factor(
      matrix: isTransposed ? matrix.columns(range) : matrix.rows(range),
      isTransposed: isTransposed)
  }

  func columns(_ range: Range<Int>) -> Factor {
    Factor(
      matrix: isTransposed ? matrix.rows(range) : matrix.columns(range),
      isTransposed: isTransposed)
  }
}

extension Products {
  /// `c (+)= alpha · a · b`.
  func multiply(_ a: Factor, _ b: Factor, alpha: Float, to c: Matrix, accumulating: Bool) {
    if !b.isTransposed {
      product(
        a.matrix, transposed: a.isTransposed, b.matrix, alpha: alpha, to: c,
        accumulating: accumulating)
    } else if style.mostWork == nil || precision == .double || c.rows == 1 {
      c.product(
        a.matrix, aTransposed: a.isTransposed, b.matrix, bTransposed: true, alpha: alpha,
        accumulating: accumulating, precision: precision)
    } else {
      multiplyTransposing(a, b.matrix, alpha: alpha, to: c, accumulating: accumulating)
    }
  }

  /// `c (+)= alpha · a · bᵀ` with blocks of b transposed first, as for weights in panels.
  private func multiplyTransposing(
    _ a: Factor, _ b: Matrix, alpha: Float, to c: Matrix, accumulating: Bool
  ) {
    let width = min(style.panelWidth, c.columns)
    let depth = ProductStyle.packedCount / width
    for columns in (0..<c.columns).chunks(of: width) {
      for some in (0..<b.columns).chunks(of: depth) {
        let block = b.rows(columns).columns(some)
        vec_transpose(
          block.rows, block.columns, block.base, block.stride, packed, columns.count)
        product(
          a.columns(some).matrix, transposed: a.isTransposed,
          Matrix(base: packed, rows: some.count, columns: columns.count, stride: columns.count),
          alpha: alpha, to: c.columns(columns), accumulating: accumulating || some.lowerBound > 0)
      }
    }
  }
}
