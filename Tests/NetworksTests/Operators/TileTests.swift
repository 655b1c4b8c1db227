import RLANetworks
import RLASymbolic
import Testing

@Suite struct TileTests {
  private func tile(_ inputs: Fact..., by repeats: [Dim]? = nil) throws -> Fact {
    var requirements = Requirements()
    return try Tile(repeats).outputs(of: Operands(inputs), requiring: &requirements)[0]
  }

  @Test func `Sizes are multiplied by repeats from attributes or known elements`() throws {
    let map = Fact.float([2, Dim(.height), 4])
    let expected: Shape = [2, Dim(.height) * 3, 0]
    #expect(try tile(map, by: [1, 3, 0]).shape == expected)
    #expect(try tile(map, .known([1, 3, 0])).shape == expected)
    #expect(try tile(map, by: [5, 1, 1, 2]).shape == [5, 2, Dim(.height), 8])
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 3)) { try tile(map, by: [1, 1]) }
    #expect(throws: ShapeMismatch.unknownElements(input: "repeats")) { try tile(map) }
    #expect(throws: ShapeMismatch.self) { try tile(.float([3]), by: [-1]) }
  }

  @Test func `Two negative repeats are refused although their product is a size`() {
    #expect(throws: ShapeMismatch.elements(expected: 0, actual: -1)) {
      try tile(.float([0, 0]), by: [-1, -1])
    }
  }

  @Test func `Known elements repeat as a whole`() throws {
    let vector = Fact.known([4, Dim(.width), 9])
    let expected = (0..<6).map { [4, Dim(.width), 9][$0 % 3] }
    #expect(try tile(vector, by: [2]).elements == expected)
    #expect(try tile(vector, by: [0]).elements == [])
    #expect(try tile(vector, by: [1, 2]).elements == nil)
    #expect(try tile(vector, by: [Dim(Fact.mostElements)]).elements == nil)
  }
}
