import Operators
import Symbolic
import Testing

@Suite struct NormalizationTests {
  private static let shape: Shape = [2, 3, 4, 5]

  private func work(of function: some Operator, on shape: Shape = shape) throws -> Work {
    var requirements = Requirements()
    let inputs = Operands([shape])
    let facts = try function.outputs(of: inputs, requiring: &requirements)
    #expect(facts == [.float(shape)])
    #expect(requirements.assumptions.isEmpty)
    return function.work(on: inputs, outputs: Results(facts))
  }

  @Test func `A batch or group norm scales every element`() throws {
    #expect(try work(of: BatchNormalization(3)).scaledElements == 120)
    #expect(try work(of: GroupNormalization(3, groups: 3)).scaledElements == 120)
    #expect(try work(of: Softmax()).scaledElements == 0)
  }

  @Test func `Batch norms take two to five axes, group norms two and more`() throws {
    for axes in 0...3 {
      let shape = Shape([2, 6] + [Dim](repeating: 3, count: axes))
      _ = try work(of: BatchNormalization(6, axes: axes, epsilon: 1e-3), on: shape)
      for groups in [1, 2, 3, 6] {
        let work = try work(of: GroupNormalization(6, groups: Dim(groups)), on: shape)
        #expect(work.divisions.value == 2 * (6 + 3 * groups))
      }
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 1)) {
      try work(of: GroupNormalization(6), on: [6])
    }
  }
}
