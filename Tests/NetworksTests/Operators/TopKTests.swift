import RLANetworks
import RLASymbolic
import Testing

@Suite struct TopKTests {
  private func top(_ top: TopK, _ inputs: Fact...) throws -> (facts: [Fact], [Assumption]) {
    var requirements = Requirements()
    let facts = try top.outputs(of: Operands(inputs), requiring: &requirements)
    return (facts, requirements.assumptions)
  }

  @Test func `Values and positions have k elements along the axis`() throws {
    let map = Fact(.float16, [2, 7, 5])
    for inputs in [[map], [map, .known([3])]] {
      let count: Dim? = inputs.count == 1 ? 3 : nil
      var requirements = Requirements()
      let facts = try TopK(count, axis: 1).outputs(of: Operands(inputs), requiring: &requirements)
      #expect(facts == [Fact(.float16, [2, 3, 5]), Fact(.int64, [2, 3, 5])])
      #expect(requirements.assumptions.isEmpty)
      let work = TopK(count, axis: 1).work(on: Operands(inputs), outputs: Results(facts))
      #expect(work == Work(inputElements: 70, outputElements: 30, comparisons: 70))
    }
    #expect(TopK(3).title == "top 3" && TopK().title == "top k")
  }

  @Test func `More elements than there are, or fewer than none, are refused`() throws {
    #expect(try top(TopK(5), .float([2, 5])).facts[0].shape == [2, 5])
    #expect(try top(TopK(0), .float([2, 5])).facts[0].shape == [2, 0])
    for count in [6, -1] {
      #expect(throws: ShapeMismatch.elements(expected: 5, actual: Dim(count))) {
        try top(TopK(Dim(count)), .float([2, 5]))
      }
    }
  }

  @Test func `Along an unknown axis k is an assumption; an unknown k is a symbol`() throws {
    let width = Dim(.width)
    #expect(try top(TopK(3), .float([2, width])).1 == [Assumption.atLeast(width, 3).normalized])
    let (facts, assumptions) = try top(TopK(), .float([2, 5]), Fact(.int64, [1]))
    #expect(assumptions.isEmpty && facts[0].shape == facts[1].shape)
    #expect(facts[0].shape.dims[1].symbols.contains { $0.isUnknown })
  }
}
