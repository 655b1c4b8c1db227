import RLANetworks
import RLASymbolic
import Testing

@Suite struct ArgExtremeTests {
  private func answer(_ search: ArgExtreme, _ input: Fact) throws -> (fact: Fact, work: Work) {
    var requirements = Requirements()
    let operands = Operands([input])
    let facts = try search.outputs(of: operands, requiring: &requirements)
    #expect(requirements.assumptions.isEmpty)
    return (facts[0], search.work(on: operands, outputs: Results(facts)))
  }

  /// Comparisons of a loop that keeps the best of each column.
  private func comparisons(_ sizes: [Int], axis: Int) -> Int {
    var seen: Set<[Int]> = []
    var comparisons = 0
    for index in 0..<sizes.reduce(1, *) {
      var (rest, place) = (index, sizes)
      for position in sizes.indices.reversed() {
        place[position] = position == axis ? 0 : rest % sizes[position]
        rest /= sizes[position]
      }
      if !seen.insert(place).inserted { comparisons += 1 }
    }
    return comparisons
  }

  @Test func `Shape and comparisons agree with a loop, along every axis`() throws {
    let sizes = [2, 3, 4, 5]
    for function in ArgFunction.all {
      for axis in sizes.indices {
        for keepsAxis in [true, false] {
          let search = ArgExtreme(function, axis: axis - 4, keepingAxis: keepsAxis)
          let (fact, work) = try answer(search, .float([2, 3, 4, 5]))
          var expected = sizes
          expected[axis] = 1
          if !keepsAxis { expected.remove(at: axis) }
          #expect(fact.type == .int64 && fact.shape.values == expected)
          #expect(work[.comparisons].value == comparisons(sizes, axis: axis))
          #expect(work.scalarOperations == work[.comparisons])
        }
      }
    }
  }

  @Test func `An empty axis has no largest element`() {
    #expect(throws: ShapeMismatch.index(0, size: 0)) {
      try answer(ArgExtreme(.maximum, axis: 1), .float([2, 0]))
    }
    #expect(throws: ShapeMismatch.axis(2, rank: 2)) {
      try answer(ArgExtreme(.minimum, axis: 2), .float([2, 3]))
    }
  }
}
