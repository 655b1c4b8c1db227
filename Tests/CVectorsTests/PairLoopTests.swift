import CRLAVectors
import RLANetworks
import Testing

/// Functions of two elements and folds at 1 to 37 columns and any steps, in every level.
@Suite struct PairLoopTests {
  private static let columns = 1...37
  private static let rows = 3
  /// Steps of two operands along the columns.
  private static let steps = [(1, 1), (1, 0), (0, 1), (2, 1)]

  private func operand(_ grid: Grid, step: Int) -> vec_operand {
    vec_operand(base: grid.base, row: grid.stride, column: step)
  }

  /// Numbers in 1/2 ..< 3/2 for all that a step of 2 reaches.
  private func numbers(_ columns: Int, seed: Int) -> Grid {
    var draws = Draws(seed)
    return Grid(Self.rows, 2 * columns) { _, _ in draws.next() / 2 + 1 }
  }

  private func number(_ count: Int, _ name: String, _ names: (Int) -> String) throws -> Int {
    try #require((0..<count).first { names($0) == name })
  }

  @Test(arguments: Level.all, BinaryFunction.all)
  func `Every row is the formula of its function`(level: Level, function: BinaryFunction) throws {
    let pair = try number(vec_pair_count(), function.loop) {
      String(cString: vec_pair($0).pointee.name)
    }
    #expect((vec_pair(pair).pointee.is_predicate != 0) == function.isPredicate)
    for columns in Self.columns {
      let (a, b) = (numbers(columns, seed: 1), numbers(columns, seed: 2))
      b.base[0] = a.base[0]
      for (left, right) in Self.steps {
        let y = Grid(Self.rows, columns)
        level.loops.combine(
          Self.rows, columns, pair, operand(a, step: left), operand(b, step: right),
          operand(y, step: 1))
        if function.isPredicate {
          let truths = UnsafeRawPointer(y.base)
          let found = (0..<columns).map { truths.load(fromByteOffset: $0, as: UInt8.self) }
          #expect(
            found
              == (0..<columns).map { UInt8(function.formula(a[0, $0 * left], b[0, $0 * right])) })
        } else {
          y.expect(1e-6, function.loop) { function.formula(a[$0, $1 * left], b[$0, $1 * right]) }
        }
      }
    }
  }

  @Test(arguments: Level.all)
  func `Gradients are the same in every level`(level: Level) {
    for gradient in 0..<vec_gradient_count() {
      for columns in Self.columns {
        let (a, b) = (numbers(columns, seed: 1), numbers(columns, seed: 2))
        let dy = Grid(Self.rows, columns, seed: 3)
        for (left, right) in Self.steps {
          for adds: Int32 in [0, 1] {
            let results = [level.loops, vec_level(0).pointee].map { loops in
              let d = Grid(Self.rows, columns, seed: 4)
              loops.combine_backward(
                Self.rows, columns, gradient, operand(a, step: left), operand(b, step: right),
                operand(dy, step: right == 0 ? 0 : 1), operand(d, step: 1), adds)
              return d
            }
            results[0].expect(1e-5, String(cString: vec_gradient(gradient))) {
              results[1][$0, $1]
            }
          }
        }
      }
    }
  }

  private static let folds:
    [(String, @Sendable (_ s: Double, _ x: Double, _ m: Double) -> Double)] =
      [
        ("sum", { s, x, _ in s + x }), ("magnitudes", { s, x, _ in s + abs(x) }),
        ("squares", { s, x, _ in s + x * x }), ("matches", { s, x, m in s + (x == m ? 1 : 0) }),
        ("product", { s, x, _ in s * x }), ("factors_not_zero", { s, x, _ in x == 0 ? s : s * x }),
        ("largest", { s, x, _ in max(s, x) }), ("least", { s, x, _ in min(s, x) }),
      ]

  @Test(arguments: Level.all)
  func `Columns are folded in double precision`(level: Level) throws {
    for (name, next) in Self.folds {
      let fold = try number(vec_fold_count(), name) {
        String(cString: vec_fold_row($0).pointee.name)
      }
      for columns in Self.columns {
        let x = Grid(Self.rows, columns, seed: 5)
        x.base[0] = 0
        let pivots = Sums(columns, start: 0)
        for column in 0..<columns { pivots.base[column] = x[1, column] }
        let states = Sums(columns, start: 0.5)
        level.loops.fold(
          Self.rows, columns, fold, operand(x, step: 1), pivots.base, states.base)
        states.expect(name) { column in
          (0..<Self.rows).reduce(0.5) { next($0, x[$1, column], pivots.base[column]) }
        }
      }
    }
  }
}
