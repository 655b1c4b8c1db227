import RLANetworks
import RLASymbolic
import Testing

@Suite struct SplitTests {
  private func split(_ split: Split, _ inputs: Fact...) throws -> (facts: [Fact], [Assumption]) {
    var requirements = Requirements()
    let facts = try split.outputs(of: Operands(inputs), requiring: &requirements)
    return (facts, requirements.assumptions)
  }

  @Test func `Equal parts agree with distributing positions, the last part taking the remainder`()
    throws
  {
    for size in 1...20 {
      for count in 1...size {
        let part = Int((Double(size) / Double(count)).rounded(.up))
        var sizes = [Int](repeating: 0, count: count)
        for position in 0..<size where position / part < count { sizes[position / part] += 1 }
        // Where full parts leave nothing negative: 5 positions make no 4 parts of 2.
        let isPossible = part * (count - 1) <= size
        let result = try? split(Split(.equal(count), axis: -1), .float([3, Dim(size)]))
        #expect((result != nil) == isPossible, "\(size) / \(count)")
        guard let facts = result?.facts else { continue }
        #expect(facts.map(\.shape.values) == sizes.map { [3, $0] })
      }
    }
  }

  @Test func `Even parts have no remainder`() throws {
    let height = Dim(.height)
    let thirds = try split(Split(.even(3)), .float([2, 6, 4]))
    #expect(thirds.facts.map(\.shape) == [[2, 2, 4], [2, 2, 4], [2, 2, 4]])
    #expect(throws: ShapeMismatch.multiple(axis: 1, size: 7, of: 3)) {
      try split(Split(.even(3)), .float([2, 7, 4]))
    }
    let halves = try split(Split(.even(2), axis: 0), .float([height]))
    let half = height.floorDivided(by: 2)
    #expect(halves.facts.map(\.shape) == [[half], [half]])
    #expect(halves.1 == [Assumption.equal(half * 2, height).normalized])
  }

  @Test func `Sizes come from attributes or known elements, and add up to the axis`() throws {
    let map = Fact.float([2, 6, 4])
    for (parts, inputs) in [
      (Split.Parts.sizes([1, 0, 5]), [map]), (.input, [map, .known([1, 0, 5])]),
    ] {
      var requirements = Requirements()
      let facts = try Split(parts).outputs(of: Operands(inputs), requiring: &requirements)
      #expect(facts.map(\.shape) == [[2, 1, 4], [2, 0, 4], [2, 5, 4]])
      let work = Split(parts).work(on: Operands(inputs), outputs: Results(facts))
      #expect(work == Work(inputElements: 48, outputElements: 48))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 1, 6, 7)) { try split(Split(.sizes([3, 4])), map) }
    #expect(throws: ShapeMismatch.elements(expected: 6, actual: -1)) {
      try split(Split(.sizes([7, -1])), map)
    }
    #expect(throws: ShapeMismatch.axis(3, rank: 3)) { try split(Split(.equal(2), axis: 3), map) }
    #expect(throws: ShapeMismatch.unknownElements(input: "split")) {
      try split(Split(.input), map, Fact(.int64, [Dim(.width)]))
    }
  }

  @Test func `Halves of an unknown size need no assumption; unequal sizes make one`() throws {
    let height = Dim(.height)
    let halves = try split(Split(.equal(2), axis: 0), .float([height]))
    #expect(halves.1.isEmpty)
    #expect(
      halves.facts.map(\.shape.dims[0]) == [height.ceilDivided(by: 2), height.floorDivided(by: 2)])
    let sizes = try split(Split(.sizes([3, 4]), axis: 0), .float([height]))
    #expect(sizes.1 == [Assumption.equal(height, 7).normalized])
  }

  @Test func `Known sizes stay known in the parts`() throws {
    let sizes: [Dim] = [2, Dim(.height), 5]
    let (facts, _) = try split(Split(.sizes([1, 2]), axis: 0), .known(sizes))
    #expect(facts.map(\.elements) == [[2], [Dim(.height), 5]])
  }
}
