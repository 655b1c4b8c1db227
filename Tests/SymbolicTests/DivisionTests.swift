import RLASymbolic
import TestSupport
import Testing

@Suite struct DivisionTests {
  private let n = Dim(.batch)
  private let h = Dim(.height)
  private let w = Dim(.width)

  @Test func `A product divided by a factor of several terms is the other factor`() {
    let t = Dim(Symbol("T"))
    #expect((n * 12 * (t + 1) * 64).exactQuotient(by: n * (t + 1) * 64) == 12)
    #expect((h * h - w * w).exactQuotient(by: h - w) == h + w)
    #expect((h * h * h - 1).exactQuotient(by: h - 1) == h * h + h + 1)
    let half = (h + 1).floorDivided(by: 2)
    #expect((half * half + half * w).exactQuotient(by: half + w) == half)
  }

  @Test func `There is no exact quotient with a remainder`() {
    #expect((h * h + 1).exactQuotient(by: h + 1) == nil)
    #expect((h * 3 + 3).exactQuotient(by: h * 2 + 2) == nil)
    #expect((h + w).exactQuotient(by: n) == nil)
    #expect(Dim(6).exactQuotient(by: h + 1) == nil)
    #expect(h.exactQuotient(by: 0) == nil)
    #expect(Dim(0).exactQuotient(by: 0) == nil)
    #expect(Dim(0).exactQuotient(by: h + 1) == 0)
  }

  @Test func `Overflow marks a quotient and never traps`() {
    let smallest = Dim(.min)
    #expect(smallest.exactQuotient(by: -1)?.isOverflowed == true)
    #expect((smallest * h).exactQuotient(by: -h)?.isOverflowed == true)
    #expect(smallest.exactQuotient(by: smallest) == 1)
    #expect(h.quotient(by: smallest)?.isOverflowed == true)
    #expect((Dim(.max) + 1).quotient(by: h)?.isOverflowed == true)
    #expect((h * h * .init(.max)).exactQuotient(by: h + .init(.max))?.isOverflowed == true)
    #expect(smallest.remainder(by: 3)?.isOverflowed == true)
  }

  @Test func `An endless long division is abandoned`() {
    let power = (0..<2000).reduce(Dim(1)) { product, _ in product * h }
    #expect((power - 1).exactQuotient(by: h - 1) == nil)
    #expect((power * w).exactQuotient(by: power) == w)
  }

  @Test func `Quotients by numbers are floors, by dimensions exact`() {
    #expect(h.quotient(by: 2) == h.floorDivided(by: 2))
    #expect((h * 4).quotient(by: 2) == h * 2)
    #expect(h.quotient(by: -2) == (-h).floorDivided(by: 2))
    #expect((h * w).quotient(by: w) == h)
    #expect((h + 1).quotient(by: w) == nil)
    #expect(h.quotient(by: 0) == nil)
  }

  @Test func `Rounding toward zero needs a sign`() {
    #expect(h.quotient(by: 2, rounding: .towardZero) == h.floorDivided(by: 2))
    let unknown = Dim(.unknown(at: "/NonZero"))
    #expect(unknown.quotient(by: 2, rounding: .towardZero) == unknown.floorDivided(by: 2))
    #expect((-h).quotient(by: 2, rounding: .towardZero) == -h.floorDivided(by: 2))
    #expect((h - w).quotient(by: 2, rounding: .towardZero) == nil)
    #expect(((h - w) * 2).quotient(by: 2, rounding: .towardZero) == h - w)
    for divisor in (-7...7) where divisor != 0 {
      for value in -30...30 {
        let (dim, by) = (Dim(value), Dim(divisor))
        #expect(dim.quotient(by: by, rounding: .towardZero)?.value == value / divisor)
        #expect(dim.remainder(by: by, rounding: .towardZero)?.value == value % divisor)
      }
    }
  }

  @Test func `A remainder has the sign of the divisor`() {
    #expect("\(h.remainder(by: 2) ?? 0)" == "H − 2·⌊H/2⌋")
    #expect((h * 4 + 3).remainder(by: 4) == 3)
    #expect((h * w).remainder(by: h) == 0)
    #expect((h + 1).remainder(by: w) == nil)
    #expect(Dim(-7).remainder(by: 4) == 1)
    #expect(Dim(7).remainder(by: -4) == -1)
  }

  @Test func `Least common multiples of periods`() {
    #expect(Dim.leastCommonMultiple(4, 6) == 12)
    #expect(Dim.leastCommonMultiple(.max, .max - 1) == nil)
    #expect((h * w).quasiPeriod == nil)
    #expect((h.floorDivided(by: 4) * 3 + h.floorDivided(by: 6) + w).quasiPeriod == 12)
  }
}

@Suite struct RandomDivisionTests {
  @Test func `A product divided by either factor is the other one`() {
    var generator = SeededGenerator(seed: 41)
    var count = 0
    for _ in 0..<3000 {
      let p = Expression.random(depth: 3, using: &generator).dim
      let q = Expression.random(depth: 3, using: &generator).dim
      guard q != 0, !(p * q).isOverflowed else { continue }
      count += q.symbols.isEmpty ? 0 : 1
      #expect((p * q).exactQuotient(by: q) == p, "(\(p)) · (\(q))")
    }
    #expect(count > 1500)
  }

  @Test func `A quotient times the divisor is the dividend`() {
    var generator = SeededGenerator(seed: 42)
    var count = 0
    for _ in 0..<20000 {
      let p = Expression.random(depth: 3, using: &generator).dim
      let q = Expression.random(depth: 2, using: &generator).dim
      guard let quotient = p.exactQuotient(by: q), !quotient.isOverflowed else { continue }
      count += 1
      #expect(quotient * q == p, "(\(p)) / (\(q))")
    }
    #expect(count > 1000)
  }

  @Test func `Rounded quotients and remainders have the values of plain arithmetic`() throws {
    var generator = SeededGenerator(seed: 43)
    for _ in 0..<3000 {
      let dim = Expression.random(depth: 3, using: &generator).dim
      let divisor = Int.random(in: 1...9, using: &generator)
      let bindings = Bindings.random(using: &generator)
      let value = try dim.evaluated(at: bindings)
      if let quotient = dim.quotient(by: Dim(divisor), rounding: .towardZero) {
        #expect(try quotient.evaluated(at: bindings) == value / divisor, "(\(dim)) / \(divisor)")
      }
      let remainder = try #require(dim.remainder(by: Dim(divisor)))
      let expected = (value % divisor + divisor) % divisor
      #expect(try remainder.evaluated(at: bindings) == expected, "(\(dim)) mod \(divisor)")
    }
  }
}
