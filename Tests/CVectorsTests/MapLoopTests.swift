import CRLAVectors
import Testing

/// Arithmetic on maps, sums over rows and norms at 1 to 70 channels, in every level.
@Suite struct MapLoopTests {
  private static let channels = 1...70
  private static let rows = 5

  @Test(arguments: Level.all)
  func `Sums, products and broadcasts`(level: Level) {
    let loops = level.loops
    for channels in Self.channels {
      let (a, b) = (Grid(Self.rows, channels, seed: 1), Grid(Self.rows, channels, gap: 0, seed: 2))
      func fresh() -> Grid { Grid(Self.rows, channels, gap: 7, seed: 3) }
      let before = fresh().values
      for adds: Int32 in [0, 1] {
        func old(_ r: Int, _ c: Int) -> Double { adds == 1 ? before[r][c] : 0 }
        var y = fresh()
        loops.affine(Self.rows, channels, a.map, 1.5, -0.25, y.map, adds)
        y.expect(1e-6, "affine") { a[$0, $1] * 1.5 - 0.25 + old($0, $1) }
        y = fresh()
        loops.multiply(Self.rows, channels, a.map, b.map, y.map, adds)
        y.expect(1e-6, "multiply") { a[$0, $1] * b[$0, $1] + old($0, $1) }
        y = fresh()
        loops.multiply(Self.rows, channels, a.map, vec_map(base: b.base, stride: 0), y.map, adds)
        y.expect(1e-6, "scale") { a[$0, $1] * b[0, $1] + old($0, $1) }
        y = fresh()
        loops.broadcast(Self.rows, channels, b.base, 0.75, y.map, adds)
        y.expect(1e-6, "broadcast") { 0.75 * b[0, $1] + old($0, $1) }
      }
      let y = Grid(Self.rows, channels)
      loops.add(Self.rows, channels, a.map, b.map, y.map)
      y.expect(1e-6, "add") { a[$0, $1] + b[$0, $1] }
    }
  }

  @Test(arguments: Level.all)
  func `ReLU with learned slopes`(level: Level) {
    let loops = level.loops
    for channels in Self.channels {
      let (x, dy) = (Grid(Self.rows, channels, seed: 1), Grid(Self.rows, channels, seed: 2))
      x.base[0] = 0
      let slopes = Grid(1, channels, seed: 3)
      let y = Grid(Self.rows, channels)
      loops.prelu(Self.rows, channels, x.map, slopes.base, y.map)
      y.expect(1e-6) { x[$0, $1] > 0 ? x[$0, $1] : x[$0, $1] * slopes[0, $1] }
      for accumulates in [false, true] {
        let dx = Grid(Self.rows, channels, seed: 4)
        let old = dx.values
        loops.prelu_backward(
          Self.rows, channels, x.map, dy.map, slopes.base, dx.map, accumulates ? 1 : 0)
        dx.expect(1e-6) {
          (x[$0, $1] > 0 ? dy[$0, $1] : dy[$0, $1] * slopes[0, $1])
            + (accumulates ? old[$0][$1] : 0)
        }
      }
      let sums = Sums(channels, start: 2)
      loops.prelu_slopes(Self.rows, channels, x.map, dy.map, sums.base)
      sums.expect { c in
        (0..<Self.rows).reduce(2) { $0 + (x[$1, c] > 0 ? 0 : x[$1, c] * dy[$1, c]) }
      }
    }
  }

  /// Chunks are of 32 rows, taken four at a time; 1,030 channels go in two rounds.
  @Test(arguments: Level.all)
  func `Sums over rows`(level: Level) {
    let loops = level.loops
    for (rows, channels) in Self.channels.map({ ($0 * 7 % 75 + 1, $0) }) + [(3, 1030)] {
      let (a, b) = (Grid(rows, channels, seed: 1), Grid(rows, channels, gap: 1, seed: 2))
      let pivot = Grid(1, channels, seed: 3)
      func total(_ start: Double, _ value: (Int) -> Double) -> Double {
        (0..<rows).reduce(start) { $0 + value($1) }
      }
      let sums = Sums(channels, start: 1)
      loops.sum_columns(rows, channels, a.map, sums.base)
      sums.expect("sum_columns") { c in total(1) { a[$0, c] } }

      let dots = Grid(1, channels, seed: 4)
      let old = dots.values[0]
      loops.dot_columns(rows, channels, a.base, a.stride, b.base, b.stride, dots.base)
      dots.expect(1e-5, "dot_columns") { _, c in total(old[c]) { a[$0, c] * b[$0, c] } }

      let (first, second) = (Sums(channels, start: 1), Sums(channels, start: -1))
      loops.moments(rows, channels, a.map, pivot.base, first.base, second.base)
      first.expect("moments") { c in total(1) { a[$0, c] - pivot[0, c] } }
      second.expect("moments") { c in
        total(-1) { (a[$0, c] - pivot[0, c]) * (a[$0, c] - pivot[0, c]) }
      }
    }
  }

  // MARK: - Norms

  /// A function that norms can apply, with the factor of its derivative from the result.
  private struct Curve: Sendable {
    let name: String
    var p: Float = 0
    var q: Float = 0
    let factor: @Sendable (_ y: Double) -> Double

    static let all: [Curve] = [
      Curve(name: "identity") { _ in 1 }, Curve(name: "relu") { $0 > 0 ? 1 : 0 },
      Curve(name: "relu6") { $0 > 0 && $0 < 6 ? 1 : 0 },
      Curve(name: "clip", p: -0.5, q: 0.5) { abs($0) < 0.5 ? 1 : 0 },
      Curve(name: "leaky_relu", p: 0.125) { $0 > 0 ? 1 : 0.125 },
      Curve(name: "sigmoid") { $0 * (1 - $0) }, Curve(name: "tanh") { 1 - $0 * $0 },
      Curve(name: "hard_sigmoid", p: 0.25, q: 0.5) { $0 > 0 && $0 < 1 ? 0.25 : 0 },
    ]
  }

  @Test func `Norms apply the fused functions that need no argument`() {
    let names = (0..<vec_element_count()).map { vec_element($0).pointee }
      .filter { $0.is_fused != 0 && $0.source != vec_of_argument }
      .map { String(cString: $0.name) }
    #expect(Set(names) == Set(Curve.all.map(\.name)))
  }

  private static func function(_ curve: Curve) throws -> vec_function {
    let number = try #require(
      (0..<vec_element_count()).first {
        String(cString: vec_element($0).pointee.name) == curve.name
      })
    return vec_function(number: number, p: curve.p, q: curve.q)
  }

  @Test(arguments: Level.all)
  func `Backward pass of norms`(level: Level) throws {
    for curve in Curve.all {
      let function = try Self.function(curve)
      for channels in [1, 2, 15, 16, 17, 35, 64, 70] {
        checkSums(curve, function, channels, level)
        for parts in 0..<8 { checkBackward(curve, function, channels, parts, level) }
      }
    }
  }

  @Test(arguments: Level.all)
  func `Norms compute derivatives from the argument with the same bits`(level: Level) throws {
    for curve in Curve.all {
      let function = try Self.function(curve)
      if vec_element(function.number).pointee.source != vec_of_either { continue }
      for channels in [1, 17, 64, 70] {
        let (rows, vectors) = (39, Grid(6, channels, seed: 1))
        let (x, y) = (Grid(rows, channels, seed: 2), Grid(rows, channels))
        let (dy, dx) = (Grid(rows, channels, seed: 3), Grid(rows, channels))
        func row(_ index: Int) -> UnsafePointer<Float> {
          UnsafePointer(vectors.base + index * vectors.stride)
        }
        var terms = vec_terms()
        (terms.center, terms.scale, terms.shift) = (row(0), row(1), row(2))
        terms.function = function
        level.loops.epilogue(rows, channels, x.map, &terms, y.map)
        var norm = vec_norm(
          x: x.map, y: y.map, dy: dy.map, center: row(0), scale: row(1), shift: row(2),
          function: function)
        var gradients = vec_norm_gradients()
        (gradients.a, gradients.b, gradients.c) = (row(3), row(4), row(5))
        gradients.dx = dx.map
        func results() -> [[Double]] {
          let (first, second) = (Sums(channels, start: 0), Sums(channels, start: 0))
          level.loops.norm_backward_sums(rows, channels, &norm, first.base, second.base)
          level.loops.norm_backward(rows, channels, &norm, &gradients)
          return dx.values + (0..<channels).map { [first.base[$0], second.base[$0]] }
        }
        let read = results()
        norm.y = vec_map()
        #expect(results() == read, "\(curve.name) \(channels) channels")
      }
    }
  }

  private func checkSums(
    _ curve: Curve, _ function: vec_function, _ channels: Int, _ level: Level
  ) {
    let rows = 39
    let (x, y) = (Grid(rows, channels, seed: 1), Grid(rows, channels, gap: 0, seed: 2))
    let (dy, center) = (Grid(rows, channels, seed: 3), Grid(1, channels, seed: 4))
    var norm = vec_norm(
      x: x.map, y: y.map, dy: dy.map, center: center.base, scale: nil, shift: nil,
      function: function)
    let (first, second) = (Sums(channels, start: 1), Sums(channels, start: 2))
    level.loops.norm_backward_sums(rows, channels, &norm, first.base, second.base)
    func total(_ start: Double, _ c: Int, _ value: (Int) -> Double) -> Double {
      (0..<rows).reduce(start) { $0 + dy[$1, c] * curve.factor(y[$1, c]) * value($1) }
    }
    first.expect(curve.name) { c in total(1, c) { _ in 1 } }
    second.expect(curve.name) { c in total(2, c) { x[$0, c] - center[0, c] } }
  }

  /// `parts` has bits for a summand, and for accumulation in each of the two gradients.
  private func checkBackward(
    _ curve: Curve, _ function: vec_function, _ channels: Int, _ parts: Int, _ level: Level
  ) {
    let rows = Self.rows
    let (hasAfter, adds, addsAfter) = (parts & 1 == 1, parts & 2 != 0, parts & 4 != 0)
    let (x, y) = (Grid(rows, channels, seed: 1), Grid(rows, channels, gap: 0, seed: 2))
    let (dy, factors) = (Grid(rows, channels, seed: 3), Grid(4, channels, seed: 4))
    let (dx, dafter) = (Grid(rows, channels, seed: 5), Grid(rows, channels, seed: 6))
    let (old, oldAfter) = (dx.values, dafter.values)
    func row(_ index: Int) -> UnsafePointer<Float> {
      UnsafePointer(factors.base + index * factors.stride)
    }
    var norm = vec_norm(
      x: x.map, y: y.map, dy: dy.map, center: row(3), scale: nil, shift: nil, function: function)
    var gradients = vec_norm_gradients()
    (gradients.a, gradients.b, gradients.c) = (row(0), row(1), row(2))
    (gradients.dx, gradients.accumulate) = (dx.map, adds ? 1 : 0)
    if hasAfter { gradients.dafter = dafter.map }
    gradients.accumulate_after = addsAfter ? 1 : 0
    level.loops.norm_backward(rows, channels, &norm, &gradients)
    func g(_ r: Int, _ c: Int) -> Double { dy[r, c] * curve.factor(y[r, c]) }
    dx.expect(1e-5, curve.name) { r, c in
      factors[0, c] * g(r, c) + factors[1, c] * (x[r, c] - factors[3, c]) + factors[2, c]
        + (adds ? old[r][c] : 0)
    }
    dafter.expect(1e-5, curve.name) { r, c in
      if !hasAfter { return oldAfter[r][c] }
      return g(r, c) + (addsAfter ? oldAfter[r][c] : 0)
    }
  }
}
