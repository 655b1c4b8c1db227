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

  @Test func `An index along an axis of unknown size is an assumption`() throws {
    let height = Dim(.height)
    #expect(try gather([0], from: [height, 4]).isEmpty)
    #expect(try gather([5], from: [height, 4]) == [Assumption.positive(height - 5).normalized])
  }
}
