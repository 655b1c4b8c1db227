import CRLAOpenBLAS
import CRLAVectors

/// A matrix in memory, rows `stride` values apart.
struct Matrix {
  var base: UnsafeMutablePointer<Float>
  var rows: Int
  var columns: Int
  var stride: Int
}

extension FeatureMap {
  /// One row per pixel, one column per channel.
  var matrix: Matrix { Matrix(base: base, rows: rows, columns: channels, stride: stride) }
}

extension Matrix {
  var map: vec_map { vec_map(base: base, stride: stride) }

  /// A pixel for each row.
  var pixels: FeatureMap {
    FeatureMap(base, batch: 1, height: 1, width: rows, channels: columns, stride: stride)
  }

  func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  func columns(_ range: Range<Int>) -> Matrix {
    Matrix(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Sets all values to zero.
  func clear() {
    for row in 0..<rows { Vectors.clear(base + row * stride, count: columns) }
  }

  /// Copies all values to a matrix of the same size.
  func copy(to target: Matrix) {
    for row in 0..<rows {
      (target.base + row * target.stride).update(from: base + row * stride, count: columns)
    }
  }

  /// `self (+)= alpha · a · b` on the calling thread.
  ///
  /// a is rows×k and b is k×columns, or k×rows and columns×k where `transposed` says so. This and
  /// `productInDouble` are the only callers of OpenBLAS's products.
  ///
  /// The arguments:
  ///   - a: rows×k, or k×rows where `transposed` says so.
  ///   - b: k×columns, or columns×k.
  func product(
    _ a: Matrix, aTransposed: Bool = false, _ b: Matrix, bTransposed: Bool = false,
    alpha: Float = 1, accumulating: Bool, precision: Precision = .single
  ) {
    if precision == .double {
      productInDouble(a, aTransposed, b, bTransposed, alpha, accumulating: accumulating)
      return
    }
    let depth = aTransposed ? a.rows : a.columns
    let beta: Float = accumulating ? 1 : 0
    if rows == 0 || columns == 0 { return }
    if rows == 1, !aTransposed || a.stride == 1 {
      // A product with one row reads the matrix once; the general kernel would pack it first.
      LinearAlgebra.products.sgemv(
        CblasRowMajor, bTransposed ? CblasNoTrans : CblasTrans, Int32(b.rows), Int32(b.columns),
        alpha, b.base, Int32(b.stride), a.base, 1, beta, base, 1)
      return
    }
    LinearAlgebra.products.sgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
      bTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(depth),
      alpha, a.base, Int32(a.stride), b.base, Int32(b.stride), beta, base, Int32(stride))
  }
}

/// The format in which the terms of a product are added up.
public enum Precision: String, Hashable, Sendable {
  case single
  /// Slow, since matrices are converted for every product: for reference runs.
  case double
}

extension Matrix {
  private func productInDouble(
    _ a: Matrix, _ aTransposed: Bool, _ b: Matrix, _ bTransposed: Bool, _ alpha: Float,
    accumulating: Bool
  ) {
    let depth = aTransposed ? a.rows : a.columns
    if rows == 0 || columns == 0 { return }
    let sizes = (a.rows * a.columns, b.rows * b.columns, rows * columns)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: sizes.0 + sizes.1 + sizes.2) {
      memory in
      guard let left = memory.baseAddress else { return }
      let (right, result) = (left + sizes.0, left + sizes.0 + sizes.1)
      a.widen(to: left)
      b.widen(to: right)
      if accumulating { widen(to: result) }
      LinearAlgebra.products.dgemm(
        CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans,
        bTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(depth),
        Double(alpha), left, Int32(a.columns), right, Int32(b.columns), accumulating ? 1 : 0,
        result,
        Int32(columns))
      for row in 0..<rows {
        for column in 0..<columns {
          base[row * stride + column] = Float(result[row * columns + column])
        }
      }
    }
  }

  private func widen(to target: UnsafeMutablePointer<Double>) {
    for row in 0..<rows {
      for column in 0..<columns {
        target[row * columns + column] = Double(base[row * stride + column])
      }
    }
  }
}
