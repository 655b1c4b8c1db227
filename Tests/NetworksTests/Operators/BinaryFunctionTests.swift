import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct BinaryFunctionTests {
  /// The element that two known elements make; nil where it is not known.
  private func result(_ function: BinaryFunction, _ left: Dim, _ right: Dim) throws -> Dim? {
    var requirements = Requirements()
    return try Arithmetic(function).outputs(
      of: Operands([.known(left), .known(right)]), requiring: &requirements)[0].element
  }

  @Test func `Sizes agree with the formula at random whole numbers`() throws {
    var generator = SeededGenerator(seed: 71)
    for function in BinaryFunction.all {
      for _ in 0..<200 {
        let left = Int.random(in: -40...40, using: &generator)
        let right = Int.random(in: -40...40, using: &generator)
        let exact = function.formula(Double(left), Double(right))
        // Whole numbers are divided toward 0, and a quotient by 0 is not known.
        let expected =
          function == .divide && right != 0
          ? left / right
          : exact.magnitude < 0x1p53 && exact == exact.rounded() ? Int(exact) : nil
        let actual = try result(function, Dim(left), Dim(right))
        #expect(actual?.value == expected, "\(left) \(function.title) \(right)")
      }
    }
  }

  @Test func `A power beyond the exact range of doubles is not known`() throws {
    #expect(try result(.power, 3, 33) == Dim(5_559_060_566_555_523))
    #expect(try result(.power, 3, 35) == nil)
    #expect(try result(.power, 10, 400) == nil)
  }

  @Test func `Answers in symbols hold at random sizes`() throws {
    var generator = SeededGenerator(seed: 72)
    let unknown = Symbol.unknown(at: "/place")
    let (h, w, u) = (Dim(.height), Dim(.width), Dim(unknown))
    let forms: [Dim] = [
      0, 1, 5, -3, h, w, u, h + 1, h + w, h * w, h * 2, u + 1, h - w, h.floorDivided(by: 2), -h,
      h.ceilDivided(by: 2), h * 6 + 3, u * h, h * h,
    ]
    for function in BinaryFunction.all {
      var answered = 0
      for left in forms {
        for right in forms {
          guard let answer = try result(function, left, right) else { continue }
          // The smaller of two sizes may be a new symbol, which says nothing.
          if !answer.symbols.isSubset(of: [.height, .width, unknown]) { continue }
          answered += 1
          for _ in 0..<12 {
            let sizes: [Symbol: Int] = [
              .height: .random(in: 1...9, using: &generator),
              .width: .random(in: 1...9, using: &generator),
              unknown: .random(in: 0...5, using: &generator),
            ]
            let (a, b) = (try left.evaluated(at: sizes), try right.evaluated(at: sizes))
            if b == 0, [.divide, .remainder].contains(function) { continue }
            let exact = function == .divide ? Double(a / b) : function.formula(Double(a), Double(b))
            #expect(
              Double(try answer.evaluated(at: sizes)) == exact,
              "\(left) \(function.title) \(right) at \(sizes)")
          }
        }
      }
      #expect(answered > 9, "\(function.title)")
    }
  }

  @Test func `A quotient of real numbers is known only where it is whole`() throws {
    var requirements = Requirements()
    func quotient(_ left: Dim, _ right: Dim) throws -> Dim? {
      let facts = [left, right].map { Fact(.float32, [], elements: [$0]) }
      return try Arithmetic(.divide).outputs(of: Operands(facts), requiring: &requirements)[0]
        .element
    }
    #expect(try quotient(7, 2) == nil)
    #expect(try quotient(8, 2) == 4)
    #expect(try quotient(Dim(.height) * 4, 2) == Dim(.height) * 2)
    #expect(try quotient(Dim(.height), 2) == nil)
  }

  @Test func `Rows have kinds and costs of their own, and comparisons give truth values`() throws {
    #expect(Set(BinaryFunction.all.map(\.kind)).count == BinaryFunction.all.count)
    var requirements = Requirements()
    for function in BinaryFunction.all {
      #expect(function.cost != ElementCost(), "\(function.title)")
      let facts = try Arithmetic(function).outputs(
        of: Operands([.float([2, 3]), .float([3])]), requiring: &requirements)
      #expect(facts[0].type == (function.isPredicate ? .bool : .float32))
      #expect(facts[0].shape == [2, 3])
    }
    #expect(requirements.assumptions.isEmpty)
  }
}
