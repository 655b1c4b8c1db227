import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Reading and writing at positions that are inputs.
@Suite struct ScatterTests {
  private let matrix = Fact(.int64, [2, 3], elements: [0, 1, 2, 3, 4, 5])
  private let height = Dim(.height)

  private func indices(_ shape: Shape, _ elements: [Dim]) -> Fact {
    Fact(.int64, shape, elements: elements)
  }

  @Test func `Rows of indices gather elements or slices`() throws {
    let whole = try GatherND().applied(to: matrix, indices([2, 2], [0, 0, 1, -1]))
    #expect(whole.elements == [0, 5] && whole.shapes == [[2]])
    let slices = try GatherND().applied(to: matrix, indices([2, 1], [1, 0]))
    #expect(slices.elements == [3, 4, 5, 0, 1, 2] && slices.shapes == [[2, 3]])
    let batch = try GatherND(batchAxes: 1).applied(to: matrix, indices([2, 1], [2, 0]))
    #expect(batch.elements == [2, 3] && batch.shapes == [[2]])
  }

  @Test func `Gathering by position keeps symbols`() throws {
    let count = Dim(.unknown(at: "/nonzero"))
    let result = try GatherND().applied(to: .float([height]), Fact(.int64, [count, 1]))
    #expect(result.shapes == [[count]] && result.assumptions.isEmpty)
    #expect(result.work == Work(inputElements: height, outputElements: count))
  }

  @Test func `Rows that do not fit are refused`() {
    #expect(throws: ShapeMismatch.rank(expected: 3, actual: 2)) {
      try GatherND().applied(to: matrix, Fact(.int64, [4, 3]))
    }
    #expect(throws: ShapeMismatch.index(3, size: 3)) {
      try GatherND().applied(to: matrix, indices([1, 2], [0, 3]))
    }
    #expect(throws: ShapeMismatch.unknownElements(input: "indices")) {
      try GatherND().applied(to: matrix, Fact(.int64, [4, height]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 0, 2, 3)) {
      try GatherND(batchAxes: 1).applied(to: matrix, Fact(.int64, [3, 1]))
    }
  }

  @Test func `Scattered slices replace those that are there`() throws {
    let rows = try ScatterND().applied(
      to: matrix, indices([1, 1], [-1]), indices([1, 3], [7, height, 9]))
    #expect(rows.elements == [0, 1, 2, 7, height, 9])
    let single = try ScatterND().applied(
      to: matrix, indices([2, 2], [0, 1, 1, 0]), indices([2], [8, 9]))
    #expect(single.elements == [0, 8, 2, 9, 4, 5])
    #expect(single.work == Work(inputElements: 6, outputElements: 6))
    #expect(throws: ShapeMismatch.unequal(axis: 1, 3, 2)) {
      try ScatterND().applied(to: matrix, indices([1, 1], [0]), indices([1, 2], [1, 2]))
    }
    #expect(throws: ShapeMismatch.index(2, size: 2)) {
      try ScatterND().applied(to: matrix, indices([1, 1], [2]), .float([1, 3]))
    }
  }

  @Test(arguments: ScatterReduction.allCases)
  func `A reduction costs one operation for each scattered element`(reduction: ScatterReduction)
    throws
  {
    let expected =
      switch reduction {
      case .none: Work(inputElements: 12, outputElements: 12)
      case .add: Work(inputElements: 12, outputElements: 12, additions: 8)
      case .multiply: Work(inputElements: 12, outputElements: 12, multiplications: 8)
      case .maximum, .minimum: Work(inputElements: 12, outputElements: 12, comparisons: 8)
      }
    let rows = try ScatterND(reduction).applied(
      to: .float([3, 4]), Fact(.int64, [2, 1]), .float([2, 4]))
    #expect(rows.work == expected && rows.shapes == [[3, 4]])
    let single = try ScatterElements(axis: 0, reduction).applied(
      to: .float([3, 4]), Fact(.int64, [2, 4]), .float([2, 4]))
    #expect(single.work == expected && single.shapes == [[3, 4]])
    let names = ScatterElements(reduction).torch.name
    #expect(
      names
        == (reduction == .none ? "scatter" : reduction == .add ? "scatter_add" : "scatter_reduce"))
  }

  @Test func `Elements are gathered along an axis`() throws {
    let result = try GatherElements(axis: 1).applied(
      to: matrix, indices([2, 2], [2, 0, -1, 1]))
    #expect(result.elements == [2, 0, 5, 4] && result.shapes == [[2, 2]])
    let symbolic = try GatherElements(axis: -1).applied(
      to: .float([height, 7]), Fact(.int64, [height, 3]))
    #expect(symbolic.shapes == [[height, 3]] && symbolic.assumptions.isEmpty)
    #expect(throws: ShapeMismatch.unequal(axis: 0, 3, 2)) {
      try GatherElements(axis: 1).applied(to: matrix, Fact(.int64, [3, 2]))
    }
    #expect(throws: ShapeMismatch.index(3, size: 3)) {
      try GatherElements(axis: 1).applied(to: matrix, indices([1, 1], [3]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 1, 2, 3)) {
      try ScatterElements().applied(to: matrix, Fact(.int64, [2, 2]), .float([2, 3]))
    }
  }

  @Test func `One-hot vectors stand along a new axis`() throws {
    let values = Fact(.float16, [2])
    #expect(
      try OneHot().applied(to: Fact(.int64, [height, 3]), .known(10), values).facts == [
        Fact(.float16, [height, 3, 10])
      ])
    #expect(
      try OneHot(axis: 0).applied(to: Fact(.int64, [3]), .known(10), values).shapes == [[10, 3]])
    let unknown = try OneHot(axis: 1).applied(to: Fact(.int64, [3]), Fact(.int64, []), values)
    #expect(unknown.shapes[0].dims[1].symbols.contains { $0.isUnknown })
    #expect(throws: ShapeMismatch.axis(3, rank: 2)) {
      try OneHot(axis: 3).applied(to: Fact(.int64, [3]), .known(10), values)
    }
  }
}
