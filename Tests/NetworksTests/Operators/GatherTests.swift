import RLANetworks
import RLASymbolic
import Testing

@Suite struct GatherTests {
  private func gather(_ indices: [Dim], from shape: Shape, axis: Int = 0) throws -> [Assumption] {
    var requirements = Requirements()
    _ = try Gather(axis: axis).outputs(
      of: Operands([.float(shape), .known(indices)]), requiring: &requirements)
    return requirements.assumptions
  }

  @Test func `Known indices beyond the axis are refused, from both ends`() throws {
    #expect(try gather([0, 2, -3], from: [3, 4]).isEmpty)
    #expect(throws: ShapeMismatch.index(3, size: 3)) { try gather([3], from: [3, 4]) }
    #expect(throws: ShapeMismatch.index(-4, size: 3)) { try gather([-4], from: [3, 4]) }
  }

  @Test func `Positions along a free axis need a table that is as long`() throws {
    let time = Dim(Symbol("time"))
    var requirements = Requirements()
    let positions = try NumberSequence().outputs(
      of: Operands([.known(2), .known(time + 2), .known(1)]), requiring: &requirements)
    let row = try Reshape(to: [.size(1), .axis(0)], title: "row").outputs(
      of: Operands(positions), requiring: &requirements)
    let rows = try Expand().outputs(
      of: Operands([row[0], .known([4, time])]), requiring: &requirements)
    let before = requirements.assumptions.count
    let result = try Gather().outputs(
      of: Operands([.float([64, 8]), rows[0]]), requiring: &requirements)
    #expect(result.map(\.shape) == [[4, time, 8]])
    #expect(
      Array(requirements.assumptions.dropFirst(before))
        == [Assumption.atLeast(64, time + 2).normalized])
  }

  @Test func `An index along an axis of unknown size is an assumption`() throws {
    let height = Dim(.height)
    #expect(try gather([0], from: [height, 4]).isEmpty)
    #expect(try gather([5], from: [height, 4]) == [Assumption.positive(height - 5).normalized])
  }
}
