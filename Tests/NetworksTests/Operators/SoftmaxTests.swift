import RLANetworks
import RLASymbolic
import Testing

@Suite struct SoftmaxTests {
  private static let sizes = [2, 3, 5]
  private static let shape = Shape(sizes.map { Dim($0) })

  private func work(of function: some Operator) throws -> Work {
    var requirements = Requirements()
    let inputs = Operands([Self.shape])
    let facts = try function.outputs(of: inputs, requiring: &requirements)
    #expect(facts == [.float(Self.shape)])
    #expect(requirements.assumptions.isEmpty)
    return function.work(on: inputs, outputs: Results(facts))
  }

  /// What a loop over all slices along the axis does; `finish` is what each slice takes beside it.
  private func loop(over axis: Int, slice finish: (Int, inout Work) -> Void) -> Work {
    let length = Self.sizes[axis < 0 ? axis + 3 : axis]
    var work = Work(inputElements: 30, outputElements: 30)
    for _ in 0..<(30 / length) {
      for place in 0..<length {
        if place > 0 {
          work[.comparisons] += 1
          work[.additions] += 1
        }
        work[.additions] += 1
        work[.exponentials] += 1
      }
      finish(length, &work)
    }
    return work
  }

  @Test(arguments: -3...2)
  func `A softmax divides each exponential by the sum of its slice`(axis: Int) throws {
    let expected = loop(over: axis) { length, work in
      for _ in 0..<length { work[.divisions] += 1 }
    }
    #expect(try work(of: Softmax(axis: axis)) == expected)
  }

  @Test(arguments: -3...2)
  func `A log-softmax subtracts the logarithm of the sum of its slice`(axis: Int) throws {
    let expected = loop(over: axis) { length, work in
      work[.exponentials] += 1
      for _ in 0..<length { work[.additions] += 1 }
    }
    #expect(try work(of: LogSoftmax(axis: axis)) == expected)
  }

  @Test func `An axis that the input lacks is refused`() {
    for axis in [-4, 3] {
      #expect(throws: ShapeMismatch.axis(axis, rank: 3)) { try work(of: Softmax(axis: axis)) }
      #expect(throws: ShapeMismatch.axis(axis, rank: 3)) {
        try work(of: LogSoftmax(axis: axis))
      }
    }
  }
}
