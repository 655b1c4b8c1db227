import RLAAnalysis
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct BroadcastingTests {
  /// NumPy's rule, axis by axis from the end; nil where it refuses.
  private func naive(_ left: [Int], _ right: [Int]) -> [Int]? {
    let rank = max(left.count, right.count)
    let padded = [left, right].map { [Int](repeating: 1, count: rank - $0.count) + $0 }
    var result: [Int] = []
    for (one, other) in zip(padded[0], padded[1]) {
      guard one == other || one == 1 || other == 1 else { return nil }
      result.append(one == 1 ? other : one)
    }
    return result
  }

  @Test func `Random numbers broadcast as in NumPy`() {
    var generator = SeededGenerator(seed: 91)
    func sizes() -> [Int] {
      (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        [0, 1, 1, 2, 3][Int.random(in: 0..<5, using: &generator)]
      }
    }
    for _ in 0..<2000 {
      let (left, right) = (sizes(), sizes())
      var requirements = Requirements()
      let shape = try? Shape(left.map { Dim($0) }).broadcast(
        with: Shape(right.map { Dim($0) }), requiring: &requirements)
      #expect(shape?.values == naive(left, right), "\(left) \(right)")
      #expect(requirements.assumptions.isEmpty)
    }
  }

  @Test func `Elements repeat as the naive index says`() throws {
    var generator = SeededGenerator(seed: 92)
    for _ in 0..<300 {
      let shape = (0..<3).map { _ in Int.random(in: 1...3, using: &generator) }
      let operand = shape.suffix(Int.random(in: 0...3, using: &generator)).map {
        Bool.random(using: &generator) ? $0 : 1
      }
      let count = operand.reduce(1, *)
      let source = Fact(
        .int64, Shape(operand.map { Dim($0) }), elements: (0..<count).map { Dim($0) })
      let wanted = Fact.known(shape.map { Dim($0) })
      var requirements = Requirements()
      let fact = try Expand().outputs(of: Operands([source, wanted]), requiring: &requirements)[0]
      var expected: [Int] = []
      for i in 0..<shape[0] {
        for j in 0..<shape[1] {
          for k in 0..<shape[2] {
            let place = Array([i, j, k].suffix(operand.count))
            expected.append(
              zip(place, operand).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) })
          }
        }
      }
      #expect(fact.elements?.map(\.value) == expected, "\(operand) to \(shape)")
    }
  }

  @Test func `Symbolic sizes are assumed to equal the sizes that they meet`() throws {
    let (h, w) = (Dim(.height), Dim(.width))
    var requirements = Requirements()
    let shape = try Shape([h, 1, 3]).broadcast(with: [w, 3], requiring: &requirements)
    #expect(shape == [h, w, 3])
    #expect(requirements.assumptions.isEmpty)
    _ = try Shape([h, 3]).broadcast(with: [w, 3], requiring: &requirements)
    #expect(requirements.assumptions.map { "\($0)" } == ["H = W"])
    let met = try Shape([h, 3]).broadcast(with: [7, 3], requiring: &requirements)
    #expect(met == [7, 3])
    #expect(throws: ShapeMismatch.unequal(axis: 0, h * 2 + 4, 2)) {
      try Shape([h * 2 + 4, 3]).broadcast(with: [2, 3], requiring: &requirements)
    }
  }

  @Test func `Tensors too large to track have no known elements and no other effect`() throws {
    var requirements = Requirements()
    let huge = Fact.known([2, Dim(.max)])
    let filled = try Fill(.int64, 1).outputs(of: Operands([huge]), requiring: &requirements)[0]
    #expect(filled.elements == nil)
    let row = Fact(.int64, [1], elements: [5])
    let expanded = try Expand().outputs(
      of: Operands([row, .known([4097])]), requiring: &requirements)[0]
    #expect(expanded.elements == nil && expanded.shape == [4097])
    let empty = try Expand().outputs(
      of: Operands([row, .known([0])]), requiring: &requirements)[0]
    #expect(empty.elements == [])
  }

  @Test func `A slice has at least no position and begins inside`() throws {
    var requirements = Requirements()
    for (slice, fits) in [
      (Slice(axis: 0, start: 0, count: 5), true), (Slice(axis: 0, start: 5, count: 0), true),
      (Slice(axis: 0, start: 1, count: 5), false), (Slice(axis: 0, start: 2, count: -1), false),
      (Slice(axis: 0, start: -1, count: 2), false),
      (Slice(axis: 0, start: 4, count: 3, step: -2), true),
      (Slice(axis: 0, start: 4, count: 4, step: -2), false),
      (Slice(axis: 0, start: 5, count: 1, step: -1), false),
      (Slice(axis: 0, start: 0, count: 3, step: 2), true),
    ] {
      let fact = try? slice.outputs(
        of: Operands([.known([0, 1, 2, 3, 4])]), requiring: &requirements)[0]
      #expect((fact != nil) == fits, "\(slice)")
      guard let count = slice.count.value, let start = slice.start.value, fits else { continue }
      #expect(fact?.elements?.map(\.value) == (0..<count).map { start + $0 * slice.step })
    }
  }
}
