import RLASymbolic
import Testing

@Suite struct DimTests {
  private let h = Dim(.height)
  private let w = Dim(.width)
  private let n = Dim(.batch)

  @Test func `Whole multiples are extracted from the floor`() {
    #expect((h * 4 + 9).floorDivided(by: 4) == h + 2)
    #expect((h * 4 - 1).floorDivided(by: 4) == h - 1)
    #expect((h * 5 + 3).floorDivided(by: 4) == h + (h + 3).floorDivided(by: 4))
  }

  @Test func `Multiples are added to numbers and to formulas`() {
    var sum: Dim = 5
    sum.add(7, times: 3)
    #expect(sum == 26)
    sum.add(h + 1, times: -2)
    #expect(sum == h * -2 + 24)
    sum.add(h, times: 2)
    #expect(sum == 24)
    sum.add(Dim(.max), times: 2)
    #expect(sum.isOverflowed)
  }

  @Test func `The elements of a shape are the product of its sizes`() {
    #expect(Shape([]).elements == 1)
    #expect(Shape([2, 3, 5]).elements == 30)
    #expect(Shape([2, h, 5, w]).elements == h * w * 10)
    #expect(Shape([h, 0, w]).elements == 0)
    #expect(Shape([Dim(.max), 2]).elements.isOverflowed)
    #expect(Shape([Dim(.max), 2, h]).elements.isOverflowed)
  }

  @Test func `A common factor cancels in the quotient`() {
    #expect((h * 2 + 3).floorDivided(by: 8) == (h + 1).floorDivided(by: 4))
  }

  @Test func `Floors of floors are one floor`() {
    let quarter = (h + 1).floorDivided(by: 2).ceilDivided(by: 2)
    #expect(quarter == h.ceilDivided(by: 4))
    #expect("\(quarter)" == "⌊(H + 3)/4⌋")
  }

  @Test func `Small constants vanish under a floor`() {
    #expect(Dim(3).floorDivided(by: 4) == 0)
    #expect(Dim(-3).floorDivided(by: 4) == -1)
    #expect(Dim(0).floorDivided(by: 7) == 0)
    #expect(Dim(-8).ceilDivided(by: 4) == -2)
    #expect(Dim(7).ceilDivided(by: .max) == 1)
    #expect(Dim(.max).ceilDivided(by: 2) == Dim(1 << 62))
    #expect(Dim(.min).ceilDivided(by: .max) == -1)
  }

  @Test func `Concrete division agrees with plain arithmetic`() {
    for divisor in 1...10 {
      for value in -100...100 {
        let expected = Int((Double(value) / Double(divisor)).rounded(.down))
        #expect(Dim(value).floorDivided(by: divisor).value == expected)
      }
    }
  }

  @Test func `Printing is deterministic and puts the constant last`() {
    #expect("\(w * n * 2 + h * h * 3 - 5 + n)" == "2·N·W + 3·H^2 + N − 5")
    #expect("\(-h)" == "−H")
    #expect("\(Dim(0))" == "0")
    #expect("\((h + w).floorDivided(by: 2) * n)" == "N·⌊(H + W)/2⌋")
  }

  @Test func `The normal form does not prove every identity, evaluation decides`() throws {
    let halves = h.floorDivided(by: 2) + h.ceilDivided(by: 2)
    #expect(halves != h)
    for size in 1...50 { #expect(try halves.evaluated(at: [.height: size]) == size) }
  }

  @Test func `Overflow marks the result and never traps`() throws {
    let huge = Dim(.max)
    for overflowed in [huge + 1, huge * 2, -Dim(.min), (huge * h) * 2, huge * huge * n] {
      #expect(overflowed.isOverflowed)
      #expect(overflowed.value == nil)
      #expect((overflowed - 1).floorDivided(by: 2).isOverflowed)
    }
    #expect((huge * 0 + 1).value == 1)
    #expect(throws: EvaluationFailure.overflow) {
      try (h * h * h).evaluated(at: [.height: 1 << 30])
    }
    #expect(throws: EvaluationFailure.overflow) { try (huge + 1).evaluated(at: [:]) }
  }

  @Test func `Evaluation names the symbol that has no value`() {
    #expect(throws: EvaluationFailure.unbound(.width)) {
      try (h + w).evaluated(at: [.height: 3])
    }
  }

  @Test func `Lower bounds hold because symbols are positive`() {
    #expect((h * w + 3).lowerBound == 4)
    #expect((h + 31).floorDivided(by: 32).lowerBound == 1)
    #expect(h.floorDivided(by: 2).lowerBound == 0)
    #expect((h - w).lowerBound == nil)
  }

  @Test func `Assumptions are proved, refuted or left open`() {
    #expect(Assumption.equal(h + 1, 1 + h).verdict == .proved)
    #expect(Assumption.equal(h, h + 1).verdict == .refuted)
    #expect(Assumption.equal(h, w).verdict == .undecided)
    #expect(Assumption.positive(h).verdict == .proved)
    #expect(Assumption.positive(h.floorDivided(by: 2)).verdict == .undecided)
    #expect(Assumption.positive(Dim(0)).verdict == .refuted)
    #expect(Assumption.equal(h, w).normalized == Assumption.equal(w, h).normalized)
  }

  @Test func `Shapes print their sizes`() {
    #expect("\(Shape([1, 3, 224, 224]))" == "1x3x224x224")
    #expect("\(Shape([n, 3, h.ceilDivided(by: 2), w + 1]))" == "N x 3 x ⌊(H + 1)/2⌋ x (W + 1)")
    #expect(Shape([n, 3, h, w]).elements == n * h * w * 3)
    #expect("\(Shape([]))" == "scalar")
  }
}
