/// Rows divided by their norms: `y = x / ‖x‖`; a row of zeros stays as it is.
package struct UnitRows: Hashable, Sendable {
  package enum Norm: Hashable, Sendable {
    /// `Σ|x|`.
    case sumOfMagnitudes
    /// `√Σx²`.
    case euclidean
  }

  private let norm: Norm

  package init(_ norm: Norm) { self.norm = norm }

  private func norm(_ row: UnsafePointer<Float>, _ count: Int) -> Double {
    let numbers = UnsafeBufferPointer(start: row, count: count)
    switch norm {
    case .sumOfMagnitudes: return numbers.reduce(0.0) { $0 + Double(abs($1)) }
    case .euclidean:
      return numbers.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
  }

  package func forward(_ x: FeatureMap, to y: FeatureMap, on pool: WorkerPool) {
    pool.splitRows(of: x) { rows in
      for row in rows {
        let norm = norm(x.row(row), x.channels)
        for column in 0..<x.channels {
          y.row(row)[column] = norm == 0 ? 0 : Float(Double(x.row(row)[column]) / norm)
        }
      }
    }
  }

  /// `dx (+)= (dy − u·Σ(dy·y)) / ‖x‖`, where u is the gradient of the norm: y, or the sign of x.
  package func backward(
    _ x: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool, on pool: WorkerPool
  ) {
    pool.splitRows(of: x) { rows in
      for row in rows { backward(x.row(row), dy.row(row), dx.row(row), x.channels, accumulating) }
    }
  }

  private func backward(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ count: Int, _ accumulating: Bool
  ) {
    let norm = norm(x, count)
    let product = (0..<count).reduce(0.0) { $0 + Double(dy[$1]) * Double(x[$1]) }
    for column in 0..<count {
      var gradient = 0.0
      if norm != 0 {
        let value = Double(x[column])
        let slope =
          self.norm == .euclidean ? value / norm : (value > 0 ? 1 : value < 0 ? -1 : 0)
        gradient = (Double(dy[column]) - slope * product / norm) / norm
      }
      dx[column] = (accumulating ? dx[column] : 0) + Float(gradient)
    }
  }
}
