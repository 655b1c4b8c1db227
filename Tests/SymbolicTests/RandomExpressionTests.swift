import RLASymbolic
import TestSupport
import Testing

/// An expression kept beside its normal form, evaluated in plain integers.
indirect enum Expression {
  case number(Int)
  case symbol(Symbol)
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case floor(Expression, Int)
  case ceiling(Expression, Int)

  static func random(depth: Int, using generator: inout SeededGenerator) -> Expression {
    if depth == 0 {
      return Bool.random(using: &generator)
        ? .number(.random(in: -9...9, using: &generator))
        : .symbol([.batch, .height, .width][Int.random(in: 0..<3, using: &generator)])
    }
    func operand() -> Expression { random(depth: depth - 1, using: &generator) }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0, 1: return .sum(operand(), operand())
    case 2: return .difference(operand(), operand())
    case 3: return .product(operand(), operand())
    case 4: return .floor(operand(), .random(in: 1...8, using: &generator))
    default: return .ceiling(operand(), .random(in: 1...8, using: &generator))
    }
  }

  var dim: Dim {
    switch self {
    case .number(let value): Dim(value)
    case .symbol(let symbol): Dim(symbol)
    case .sum(let left, let right): left.dim + right.dim
    case .difference(let left, let right): left.dim - right.dim
    case .product(let left, let right): left.dim * right.dim
    case .floor(let operand, let divisor): operand.dim.floorDivided(by: divisor)
    case .ceiling(let operand, let divisor): operand.dim.ceilDivided(by: divisor)
    }
  }

  func value(_ bindings: [Symbol: Int]) -> Int {
    switch self {
    case .number(let value): value
    case .symbol(let symbol): bindings[symbol] ?? 0
    case .sum(let left, let right): left.value(bindings) + right.value(bindings)
    case .difference(let left, let right): left.value(bindings) - right.value(bindings)
    case .product(let left, let right): left.value(bindings) * right.value(bindings)
    case .floor(let operand, let divisor): floorOf(operand.value(bindings), divisor)
    case .ceiling(let operand, let divisor): -floorOf(-operand.value(bindings), divisor)
    }
  }

  private func floorOf(_ dividend: Int, _ divisor: Int) -> Int {
    Int((Double(dividend) / Double(divisor)).rounded(.down))
  }
}

/// Sizes of images at which to evaluate.
enum Bindings {
  static func random(
    in range: ClosedRange<Int> = 1...300, using generator: inout SeededGenerator
  ) -> [Symbol: Int] {
    [
      .batch: .random(in: 1...9, using: &generator),
      .height: .random(in: range, using: &generator),
      .width: .random(in: range, using: &generator),
    ]
  }
}

@Suite struct RandomExpressionTests {
  @Test func `Normal forms have the value of the expression they came from`() throws {
    var generator = SeededGenerator(seed: 2110_11852)
    for _ in 0..<4000 {
      let expression = Expression.random(depth: 4, using: &generator)
      let dim = expression.dim
      for _ in 0..<4 {
        let bindings = Bindings.random(using: &generator)
        let expected = expression.value(bindings)
        // Doubles stop being exact there, so the oracle does.
        guard expected.magnitude < 1 << 50 else { continue }
        #expect(try dim.evaluated(at: bindings) == expected, "\(dim) at \(bindings)")
        let numbers = bindings.mapValues { Dim($0) }
        #expect(dim.substituting(numbers).value == expected, "\(dim) at \(bindings)")
        if let bound = dim.lowerBound { #expect(bound <= expected, "\(dim) at \(bindings)") }
      }
    }
  }

  @Test func `Arithmetic does not depend on the order of the operands`() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<1000 {
      let a = Expression.random(depth: 3, using: &generator).dim
      let b = Expression.random(depth: 3, using: &generator).dim
      let c = Expression.random(depth: 2, using: &generator).dim
      #expect(a + b == b + a)
      #expect(a * b == b * a)
      #expect((a + b) + c == a + (b + c))
      #expect((a + b) * c == a * c + b * c)
      #expect(a - a == 0)
      #expect("\(a + b)" == "\(b + a)")
    }
  }

  @Test func `A quotient of a product by a factor is the other factor`() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let a = Expression.random(depth: 3, using: &generator).dim
      #expect((a * Dim(.batch)).exactQuotient(by: Dim(.batch)) == a)
      #expect((a * 12).exactQuotient(by: 12) == a)
    }
  }
}
