import RLASymbolic
import TestSupport
import Testing

@Suite struct FormulaNotationTests {
  private let form =
    Dim(.batch) * 3 * (Dim(.height) + 1).floorDivided(by: 2)
    * (Dim(.height) + 1).floorDivided(by: 2) - Dim(.classes) + 5

  @Test func `Each notation has its own products, powers, floors and signs`() {
    #expect(form.written(in: .text) == "3·N·⌊(H + 1)/2⌋^2 − classes + 5")
    #expect(
      form.written(in: .latex)
        == "3 \\, N \\, {\\left\\lfloor \\frac{H + 1}{2} \\right\\rfloor}^{2} - "
        + "\\mathit{classes} + 5")
    #expect(form.written(in: .python) == "3 * N * ((H + 1) // 2)**2 - classes + 5")
    #expect(
      form.written(in: .swift) == "3 * N * ((H + 1) / 2) * ((H + 1) / 2) - classes + 5")
    #expect(Dim(0).written(in: .python) == "0")
    #expect((-Dim(.height)).written(in: .swift) == "-H")
  }

  @Test func `Printed code has the value of the formula`() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<1500 {
      let dim = Expression.random(depth: 4, using: &generator).dim
      let bindings = Bindings.random(using: &generator)
      let value = try dim.evaluated(at: bindings)
      guard value.magnitude < 1 << 50 else { continue }
      let names = Dictionary(uniqueKeysWithValues: bindings.map { ($0.name, $1) })
      let (python, swift) = (dim.written(in: .python), dim.written(in: .swift))
      #expect(PrintedFormula.value(of: python, in: .python, at: names) == value, "\(python)")
      #expect(PrintedFormula.value(of: swift, in: .swift, at: names) == value, "\(swift)")
    }
  }
}

@Suite struct MultipleFormTests {
  @Test func `Floors of multiples vanish, and fractions are in lowest terms`() throws {
    let half = (Dim(.height) + 1).floorDivided(by: 2)
    let quarter = (Dim(.width) + 3).floorDivided(by: 4)
    let form = try #require(
      MultipleForm(
        half * quarter * 3 + half * Dim(.batch) + 7, multiplesOf: 4, in: [.height, .width]))
    #expect(form.written(in: .text) == "1/2·N·H + 3/8·H·W + 7")
    #expect(form.written(in: .latex) == "\\frac{1}{2} \\, N \\, H + \\frac{3}{8} \\, H \\, W + 7")
    let ratio = try #require(form.wholeRatio)
    #expect(ratio.denominator == 8)
    #expect("\(ratio.numerator)" == "4·N·H + 3·H·W + 56")
  }

  @Test func `With remaining floors or numbers beyond 64 bits there is no such form`() {
    let third = Dim(.height).floorDivided(by: 3)
    #expect(MultipleForm(third, multiplesOf: 4, in: [.height]) == nil)
    #expect(MultipleForm(third, multiplesOf: 3, in: [.height])?.written(in: .text) == "1/3·H")
    let huge = Dim(.height) * Dim(.max)
    #expect(MultipleForm(huge, multiplesOf: 4, in: [.height]) == nil)
  }

  @Test func `Both forms agree at multiples`() throws {
    var generator = SeededGenerator(seed: 32)
    var count = 0
    for _ in 0..<3000 {
      let dim = Expression.random(depth: 4, using: &generator).dim
      guard let form = MultipleForm(dim, multiplesOf: 8, in: [.height, .width]) else { continue }
      let bindings: [Symbol: Int] = [
        .batch: .random(in: 1...9, using: &generator),
        .height: 8 * .random(in: 1...40, using: &generator),
        .width: 8 * .random(in: 1...40, using: &generator),
      ]
      guard let value = try? dim.evaluated(at: bindings), value.magnitude < 1 << 40 else {
        continue
      }
      count += 1
      #expect(try form.evaluated(at: bindings) == value, "\(dim)")
      guard let ratio = form.wholeRatio,
        let numerator = try? ratio.numerator.evaluated(at: bindings)
      else { continue }
      #expect(numerator == value * ratio.denominator, "\(dim)")
    }
    #expect(count > 500)
  }
}

@Suite struct CompiledFormsTests {
  @Test func `Compiled forms have the values of the dimensions`() throws {
    var generator = SeededGenerator(seed: 33)
    let symbols: [Symbol] = [.batch, .height, .width]
    for _ in 0..<200 {
      let dims = (0..<5).map { _ in Expression.random(depth: 4, using: &generator).dim }
      let forms = CompiledForms(dims, over: symbols)
      for _ in 0..<5 {
        let point = [9, 300, 300].map { Int.random(in: 1...$0, using: &generator) }
        let bindings = Dictionary(uniqueKeysWithValues: zip(symbols, point))
        let values = forms.values(at: point)
        for (dim, value) in zip(dims, values) {
          #expect(value == (try? dim.evaluated(at: bindings)), "\(dim) at \(point)")
        }
      }
    }
  }

  @Test func `Only what overflows has no value`() {
    let forms = CompiledForms([Dim(.height) * Dim(.height), Dim(.height) + 1], over: [.height])
    #expect(forms.values(at: [1 << 40]) == [nil, (1 << 40) + 1])
    #expect(forms.values(at: [3]) == [9, 4])
    #expect(CompiledForms([Dim(.max) + Dim(1)], over: []).values(at: []) == [nil])
  }
}
