import RLAAnalysis
import RLANetworks
import RLAQueries
import RLASymbolic
import Testing

@Suite struct AcceptedInputsTests {
  /// The range that an assumption allows.
  private func range(_ assumption: Assumption) throws -> (symbol: Symbol, sizes: ClosedRange<Int>)?
  {
    let network = Network("none", inputs: [Input("x", .float([1]))]) { _, x in [("y", x[0])] }
    let inputs = AcceptedInputs(try InferredShapes(network, inputs: [.float([1])]))
    return inputs.range(
      acceptedBy: LocatedAssumption(assumption: assumption, path: "node", stage: "network"))
  }

  @Test func `One window of the height of a line accepts the heights between two windows`() throws {
    let lines = (Dim(.height) + 15).floorDivided(by: 48)
    let found = try #require(try range(.equal(1, lines)))
    #expect(found.symbol == .height && found.sizes == 33...80)
    #expect(try range(.equal(lines, 1))?.sizes == 33...80)
  }

  @Test(arguments: [512, 131_072])
  func `A table accepts what is not longer than itself`(length: Int) throws {
    let size = Dim(Symbol("sequence"))
    #expect(try range(.atLeast(Dim(length), size))?.sizes == 1...length)
    #expect(try range(.atLeast(Dim(length), size * 2))?.sizes == 1...length / 2)
  }

  @Test func `Sizes without an end, with gaps, or of two axes are no range`() throws {
    let height = Dim(.height)
    let half = height.floorDivided(by: 2)
    #expect(try range(.positive(half)) == nil)
    #expect(try range(.equal(half * 2, height)) == nil)
    #expect(try range(.equal(height, Dim(.width))) == nil)
    #expect(try range(.equal(half, 0))?.sizes == 1...1)
  }
}
