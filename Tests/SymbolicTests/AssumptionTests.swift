import RLASymbolic
import TestSupport
import Testing

@Suite struct AssumptionTests {
  private let n = Dim(.batch)
  private let h = Dim(.height)
  private let w = Dim(.width)

  @Test func `Comparisons of sizes are decided by bounds of their difference`() {
    #expect((h + 1).isEqual(to: 1 + h) == true)
    #expect(h.isEqual(to: h * 2) == false)
    #expect((h * 2).isEqual(to: h) == false)
    #expect(h.isEqual(to: w) == nil)
    #expect(h.isLess(than: h + w) == true)
    #expect((h + w).isLess(than: h + 1) == false)
    #expect(h.isLess(than: h) == false)
    #expect(h.isLess(than: w) == nil)
    #expect(h.isLess(than: h * 2) == true)
  }

  @Test func `Numbers at the ends of the range are compared, overflow is not`() {
    #expect(Dim(.min).isLess(than: Dim(.max)) == true)
    #expect(Dim(.max).isLess(than: Dim(.min)) == false)
    #expect(Dim(.min).isEqual(to: Dim(.max)) == false)
    let overflowed = Dim(.max) + 1
    #expect(overflowed.isEqual(to: overflowed) == nil)
    #expect(overflowed.isLess(than: 0) == nil)
  }

  @Test func `An inequality is proved, refuted or left open`() {
    #expect(Assumption.atLeast(h + w, h + 1).verdict == .proved)
    #expect(Assumption.atLeast(h, h + w).verdict == .refuted)
    #expect(Assumption.atLeast(3, 4).verdict == .refuted)
    #expect(Assumption.atLeast(h, w).verdict == .undecided)
    #expect(Assumption.positive(-h).verdict == .refuted)
    #expect(Assumption.positive(h) == .atLeast(h, 1))
  }

  @Test func `An inequality prints both sides`() {
    #expect("\(Assumption.atLeast(h, w + 1))" == "H ≥ W + 1")
    #expect("\(Assumption.positive(h.floorDivided(by: 2)))" == "⌊H/2⌋ ≥ 1")
  }

  @Test func `Factors that both sides share are canceled`() {
    let c = Dim(Symbol("C"))
    let sevenths = h.floorDivided(by: 7) * w.floorDivided(by: 7)
    let reshaped = Assumption.equal(n * c * sevenths * 49, n * c * h * w)
    #expect(reshaped.normalized == Assumption.equal(sevenths * 49, h * w).normalized)
    #expect("\(reshaped.normalized)" == "H·W = 49·⌊H/7⌋·⌊W/7⌋")
    #expect("\(Assumption.atLeast(n * h * 6, n * w * 4).normalized)" == "3·H ≥ 2·W")
    #expect("\(Assumption.equal(n * n * h, n * w + n).normalized)" == "N·H = W + 1")
    #expect("\(Assumption.atLeast(n * h - n * w, 0).normalized)" == "H − W ≥ 0")
  }

  @Test func `Factors that may be 0 are not canceled`() {
    let half = h.floorDivided(by: 2)
    let unknown = Dim(.unknown(at: "/NonZero"))
    #expect("\(Assumption.equal(half * h, half * w).normalized)" == "H·⌊H/2⌋ = W·⌊H/2⌋")
    let counted = Assumption.equal(unknown * n * h, unknown * n * w)
    #expect("\(counted.normalized)" == "H·unknown_NonZero = W·unknown_NonZero")
  }

  @Test func `Sides without a common factor, at the ends of the range or overflowed stay`() {
    let overflowed = Dim(.max) + 1
    for assumption: Assumption in [
      .atLeast(h, w), .positive(h * 2), .equal(0, 0), .equal(overflowed, h * 2),
      .atLeast(Dim(.min), h * Dim(.min)),
    ] {
      #expect(assumption.normalized.normalized == assumption.normalized)
    }
    #expect(Assumption.positive(h * 2).normalized == .positive(h * 2))
    #expect(Assumption.equal(0, 0).normalized == .equal(0, 0))
  }
}

@Suite struct RandomAssumptionTests {
  /// Few factors and small numbers, so that sides often share some and are often comparable.
  private static func random(using generator: inout SeededGenerator) -> Assumption {
    let shared = Expression.random(depth: 1, using: &generator).dim
    let left = Expression.random(depth: 2, using: &generator).dim * shared
    let right = Expression.random(depth: 2, using: &generator).dim * shared
    return Bool.random(using: &generator) ? .equal(left, right) : .atLeast(left, right)
  }

  @Test func `Normalized assumptions hold where the originals do`() throws {
    var generator = SeededGenerator(seed: 51)
    var changes = 0
    for _ in 0..<3000 {
      let assumption = Self.random(using: &generator)
      let normalized = assumption.normalized
      changes += "\(normalized)".count < "\(assumption)".count ? 1 : 0
      #expect(normalized.normalized == normalized)
      for range in [1...3, 1...300] {
        let bindings = Bindings.random(in: range, using: &generator)
        let holds = try assumption.holds(at: bindings)
        #expect(try normalized.holds(at: bindings) == holds, "\(assumption), \(normalized)")
      }
    }
    #expect(changes > 300)
  }

  @Test func `Verdicts never contradict evaluation`() throws {
    var generator = SeededGenerator(seed: 52)
    var counts: [Assumption.Verdict: Int] = [:]
    for _ in 0..<6000 {
      let assumption = Self.random(using: &generator)
      counts[assumption.verdict, default: 0] += 1
      for range in [1...3, 1...300] {
        let holds = try assumption.holds(at: Bindings.random(in: range, using: &generator))
        switch assumption.verdict {
        case .proved: #expect(holds, "\(assumption)")
        case .refuted: #expect(!holds, "\(assumption)")
        case .undecided: break
        }
      }
    }
    for verdict: Assumption.Verdict in [.proved, .refuted, .undecided] {
      #expect(counts[verdict, default: 0] > 300, "\(verdict)")
    }
  }
}
