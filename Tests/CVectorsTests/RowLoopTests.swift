import CRLAVectors
import Foundation
import Testing

/// Softmax and norms along rows of 1 to 70 and of more than a thousand values, in every level.
@Suite struct RowLoopTests {
  private static let lengths = Array(1...70) + [512, 530, 1030]
  private static let rows = 3

  // MARK: - Softmax

  /// Natural logarithms of the softmax of each row.
  private func logarithms(_ x: Grid) -> [[Double]] {
    x.values.map { row in
      let top = row.max() ?? 0
      let sum = row.reduce(0) { $0 + exp($1 - top) }
      return row.map { $0 - top - log(sum) }
    }
  }

  private func values(_ length: Int, _ offset: Float) -> Grid {
    var draws = Draws(length)
    return Grid(Self.rows, length) { _, _ in draws.next() * 20 + offset }
  }

  @Test(arguments: Level.all, [Float(0), 1000, -1000])
  func `Softmax and its logarithm`(level: Level, offset: Float) {
    for length in Self.lengths {
      let x = values(length, offset)
      let wanted = logarithms(x)
      var y = Grid(Self.rows, length, gap: 5)
      level.loops.row_softmax(Self.rows, length, x.map, y.map)
      y.expect(1e-6, "softmax") { exp(wanted[$0][$1]) }
      for row in 0..<Self.rows {
        let worst = (0..<length).map { abs(y[row, $0] / exp(wanted[row][$0]) - 1) }.max() ?? 0
        #expect(worst < 1e-5, "\(length)")
      }
      y = Grid(Self.rows, length)
      level.loops.row_log_softmax(Self.rows, length, x.map, y.map)
      y.expect(1e-6, "logarithm") { wanted[$0][$1] }
    }
  }

  @Test(arguments: Level.all)
  func `Negative infinity has no share, and NaN spreads over its row`(level: Level) {
    for length in [2, 16, 19] {
      let x = Grid(2, length) { row, c in c > 0 ? 0 : row == 0 ? -.infinity : .nan }
      let y = Grid(2, length)
      level.loops.row_softmax(2, length, x.map, y.map)
      #expect(y[0, 0] < 1e-35 && abs(y[0, 1] * Double(length - 1) - 1) < 1e-6)
      #expect(y.values[1].allSatisfy { $0.isNaN })
    }
  }

  @Test(arguments: Level.all)
  func `Backward pass of softmax and its logarithm`(level: Level) {
    for length in Self.lengths {
      let logarithms = logarithms(Grid(Self.rows, length, seed: 1))
      let y = Grid(Self.rows, length) { Float(logarithms[$0][$1]) }
      let shares = Grid(Self.rows, length) { Float(exp(logarithms[$0][$1])) }
      let dy = Grid(Self.rows, length, gap: 1, seed: 2)
      for adds in [false, true] {
        var dx = Grid(Self.rows, length, seed: 3)
        let before = dx.values
        func old(_ r: Int, _ c: Int) -> Double { adds ? before[r][c] : 0 }
        func total(_ value: (Int) -> Double) -> Double { (0..<length).reduce(0) { $0 + value($1) } }
        let means = (0..<Self.rows).map { r in total { shares[r, $0] * dy[r, $0] } }
        let sums = (0..<Self.rows).map { r in total { dy[r, $0] } }
        level.loops.row_softmax_backward(
          Self.rows, length, shares.map, dy.map, dx.map, adds ? 1 : 0)
        dx.expect(1e-6, "softmax") { shares[$0, $1] * (dy[$0, $1] - means[$0]) + old($0, $1) }
        dx = Grid(Self.rows, length, seed: 3)
        level.loops.row_log_softmax_backward(
          Self.rows, length, y.map, dy.map, dx.map, adds ? 1 : 0)
        dx.expect(1e-5, "logarithm") { dy[$0, $1] - shares[$0, $1] * sums[$0] + old($0, $1) }
      }
    }
  }

  // MARK: - Norms

  private struct Moments {
    let mean: Double
    let inverse: Double

    init(_ row: [Double], centers: Bool) {
      let count = Double(row.count)
      let mean = centers ? row.reduce(0, +) / count : 0
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      self.mean = mean
      inverse = 1 / (variance + 1e-5).squareRoot()
    }
  }

  @Test(arguments: Level.all, [true, false])
  func `Norms of rows, however far the mean is from zero`(level: Level, centers: Bool) {
    for length in Self.lengths {
      let offset: Float = [0, 1000, -3][length % 3]
      var draws = Draws(length)
      let x = Grid(Self.rows, length) { _, _ in draws.next() + offset }
      let moments = x.values.map { Moments($0, centers: centers) }
      let weights = Grid(2, length, seed: 1)
      for parts in 0..<4 {
        var norm = vec_row_norm()
        (norm.epsilon, norm.centers) = (1e-5, centers ? 1 : 0)
        if parts & 1 != 0 { norm.scale = UnsafePointer(weights.base) }
        if parts & 2 != 0 { norm.shift = UnsafePointer(weights.base + weights.stride) }
        let (y, statistics) = (Grid(Self.rows, length), Grid(Self.rows, 2, gap: 0))
        level.loops.row_norm(Self.rows, length, x.map, &norm, y.map, statistics.base)
        y.expect(1e-5, "norm") { r, c in
          (x[r, c] - moments[r].mean) * moments[r].inverse * (parts & 1 != 0 ? weights[0, c] : 1)
            + (parts & 2 != 0 ? weights[1, c] : 0)
        }
        statistics.expect(1e-5) { $1 == 0 ? moments[$0].mean : moments[$0].inverse }
        let again = Grid(Self.rows, length)
        level.loops.row_norm(Self.rows, length, x.map, &norm, again.map, nil)
        #expect(again.values == y.values)
      }
    }
  }

  @Test(arguments: Level.all, [true, false])
  func `Backward pass of norms of rows`(level: Level, centers: Bool) {
    for length in Self.lengths {
      let (x, dy) = (Grid(Self.rows, length, seed: 1), Grid(Self.rows, length, gap: 0, seed: 2))
      let (scale, statistics) = (Grid(1, length, seed: 3), Grid(Self.rows, 2, gap: 0, seed: 4))
      func normalized(_ r: Int, _ c: Int) -> Double {
        (x[r, c] - statistics[r, 0]) * statistics[r, 1]
      }
      for parts in 0..<4 {
        let adds = parts & 2 != 0
        var norm = vec_row_norm()
        (norm.epsilon, norm.centers) = (1e-5, centers ? 1 : 0)
        if parts & 1 != 0 { norm.scale = UnsafePointer(scale.base) }
        func g(_ r: Int, _ c: Int) -> Double { dy[r, c] * (parts & 1 != 0 ? scale[0, c] : 1) }
        func mean(_ value: (Int) -> Double) -> Double {
          (0..<length).reduce(0) { $0 + value($1) } / Double(length)
        }
        let means = (0..<Self.rows).map { r in centers ? mean { g(r, $0) } : 0 }
        let products = (0..<Self.rows).map { r in mean { g(r, $0) * normalized(r, $0) } }
        let dx = Grid(Self.rows, length, seed: 5)
        let old = dx.values
        level.loops.row_norm_backward(
          Self.rows, length, x.map, dy.map, &norm, statistics.base, dx.map, adds ? 1 : 0)
        dx.expect(1e-5) { r, c in
          (g(r, c) - means[r] - normalized(r, c) * products[r]) * statistics[r, 1]
            + (adds ? old[r][c] : 0)
        }
      }
    }
  }

  @Test(arguments: Level.all)
  func `Sums over rows for the weights of norms`(level: Level) {
    for (rows, length) in Self.lengths.map({ ($0 * 7 % 75 + 1, $0) }) {
      let (x, dy) = (Grid(rows, length, seed: 1), Grid(rows, length, gap: 0, seed: 2))
      let statistics = Grid(rows, 2, gap: 0, seed: 3)
      let (products, sums) = (Sums(length, start: 1), Sums(length, start: 2))
      level.loops.row_norm_sums(
        rows, length, x.map, dy.map, statistics.base, products.base, sums.base)
      products.expect("products") { c in
        (0..<rows).reduce(1) {
          $0 + dy[$1, c] * (x[$1, c] - statistics[$1, 0]) * statistics[$1, 1]
        }
      }
      sums.expect("sums") { c in (0..<rows).reduce(2) { $0 + dy[$1, c] } }
    }
  }
}
