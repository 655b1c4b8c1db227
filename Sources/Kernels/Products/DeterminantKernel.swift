/// Determinants by Gauss's elimination with the largest pivot of each column, in double precision.
package struct DeterminantKernel: Sendable {
  /// Rows of a matrix.
  private let size: Int

  package init(size: Int) {
    precondition(size > 0, "A matrix has a row.")
    self.size = size
  }

  /// Values that a pass needs: two matrices of each thread.
  package func scratch(threads: Int) -> Int {
    threads * 4 * size * size + Workspace.doubleAlignment
  }

  /// `y = det A` of row-major matrices, one after another.
  package func forward(
    _ matrices: UnsafePointer<Float>, count: Int, to results: UnsafeMutablePointer<Float>,
    _ workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let cells = size * size
    let memory = workspace.takeDoubles(pool.threads * 2 * cells)
    pool.split(count, grain: 1 + 4096 / (cells * size)) { range, thread in
      let scratch = memory + thread * 2 * cells
      for matrix in range {
        for cell in 0..<cells { scratch[cell] = Double(matrices[matrix * cells + cell]) }
        results[matrix] = Float(Self.determinant(scratch, size))
      }
    }
  }

  /// `dA (+)= dy · C`, where C has the determinants of the matrices without a row and a column, with
  /// their signs; where A can be inverted, C is `det A · A⁻ᵀ`.
  package func backward(
    _ matrices: UnsafePointer<Float>, count: Int, _ gradients: UnsafePointer<Float>,
    to targets: UnsafeMutablePointer<Float>, accumulating: Bool, _ workspace: Workspace,
    on pool: WorkerPool
  ) {
    var workspace = workspace
    let cells = size * size
    let memory = workspace.takeDoubles(pool.threads * 2 * cells)
    pool.split(count, grain: 1) { range, thread in
      let scratch = memory + thread * 2 * cells
      for matrix in range {
        let source = matrices + matrix * cells
        let target = targets + matrix * cells
        cofactors(of: source, scratch, scratch + cells)
        for cell in 0..<cells {
          let term = Float(Double(gradients[matrix]) * scratch[cells + cell])
          target[cell] = accumulating ? target[cell] + term : term
        }
      }
    }
  }

  private func cofactors(
    of source: UnsafePointer<Float>, _ matrix: UnsafeMutablePointer<Double>,
    _ result: UnsafeMutablePointer<Double>
  ) {
    let cells = size * size
    for cell in 0..<cells {
      matrix[cell] = Double(source[cell])
      result[cell] = cell % (size + 1) == 0 ? 1 : 0
    }
    let determinant = Self.determinant(matrix, size, beside: result)
    if determinant != 0 {
      solve(matrix, result)
      for row in 0..<size {
        for column in 0..<row {
          let (one, other) = (row * size + column, column * size + row)
          (result[one], result[other]) = (result[other], result[one])
        }
      }
      for cell in 0..<cells { result[cell] *= determinant }
      return
    }
    for row in 0..<size {
      for column in 0..<size {
        let minor = minor(of: source, without: row, column, matrix)
        result[row * size + column] = (row + column).isMultiple(of: 2) ? minor : -minor
      }
    }
  }

  /// The determinant of the matrix without a row and a column.
  private func minor(
    of source: UnsafePointer<Float>, without row: Int, _ column: Int,
    _ matrix: UnsafeMutablePointer<Double>
  ) -> Double {
    var next = 0
    for place in 0..<size * size where place / size != row && place % size != column {
      matrix[next] = Double(source[place])
      next += 1
    }
    return Self.determinant(matrix, size - 1)
  }

  /// Makes a matrix triangular, and applies what it does to rows to another one too.
  ///
  /// - Returns: The determinant.
  private static func determinant(
    _ matrix: UnsafeMutablePointer<Double>, _ size: Int,
    beside other: UnsafeMutablePointer<Double>? = nil
  ) -> Double {
    var product = 1.0
    for column in 0..<size {
      var pivot = column
      for row in column..<size
      where abs(matrix[row * size + column]) > abs(matrix[pivot * size + column]) {
        pivot = row
      }
      if matrix[pivot * size + column] == 0 { return 0 }
      if pivot != column {
        product = -product
        swap(pivot, column, matrix, size)
        if let other { swap(pivot, column, other, size) }
      }
      let first = matrix[column * size + column]
      product *= first
      for row in column + 1..<max(size, column + 1) {
        let factor = matrix[row * size + column] / first
        subtract(column, times: factor, from: row, matrix, size)
        if let other { subtract(column, times: factor, from: row, other, size) }
      }
    }
    return product
  }

  /// The solution X of `U·X = B` in the place of B, for a triangular U.
  private func solve(
    _ matrix: UnsafeMutablePointer<Double>, _ result: UnsafeMutablePointer<Double>
  ) {
    for row in (0..<size).reversed() {
      for other in row + 1..<max(size, row + 1) {
        Self.subtract(other, times: matrix[row * size + other], from: row, result, size)
      }
      for column in 0..<size { result[row * size + column] /= matrix[row * size + row] }
    }
  }

  private static func swap(
    _ one: Int, _ other: Int, _ matrix: UnsafeMutablePointer<Double>, _ size: Int
  ) {
    for column in 0..<size {
      let (left, right) = (one * size + column, other * size + column)
      (matrix[left], matrix[right]) = (matrix[right], matrix[left])
    }
  }

  private static func subtract(
    _ row: Int, times factor: Double, from target: Int, _ matrix: UnsafeMutablePointer<Double>,
    _ size: Int
  ) {
    for column in 0..<size {
      matrix[target * size + column] -= factor * matrix[row * size + column]
    }
  }
}
