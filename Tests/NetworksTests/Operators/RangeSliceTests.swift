import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct RangeSliceTests {
  /// Python's slices of a list, as NumPy and ONNX take them.
  private func slice(_ count: Int, _ start: Int, _ end: Int, _ step: Int) -> [Int] {
    let bounds = step > 0 ? (0, count) : (-1, count - 1)
    func clamped(_ index: Int) -> Int {
      min(max(index < 0 ? index + count : index, bounds.0), bounds.1)
    }
    return Array(stride(from: clamped(start), to: clamped(end), by: step))
  }

  @Test func `Known vectors are cut as Python cuts lists`() throws {
    let ends = [Int.min, -9, -3, -1, 0, 1, 3, 4, 5, 9, Int.max]
    for count in [0, 1, 4, 5] {
      let data = Fact.known((0..<count).map { Dim($0) })
      for start in ends.dropFirst().dropLast() {
        for end in ends {
          for step in [-3, -1, 1, 2] where !(end == .min && step > 0) {
            let bounded = end == .min ? -count - 9 : end == .max ? count + 9 : end
            let expected = slice(count, start, bounded, step)
            let result = try RangeSlice().applied(
              to: data, .known([Dim(start)]), .known([Dim(end)]), nil, .known([Dim(step)]))
            #expect(result.elements == expected.map { Dim($0) }, "\(count) \(start) \(end) \(step)")
            #expect(result.shapes == [[Dim(expected.count)]])
          }
        }
      }
    }
  }

  @Test(arguments: [(Int.min, 4), (.min + 1, 4), (-1000, 4), (1000, 0), (.max, 0)])
  func `A step beyond the axis leaves the first position`(step: Int, start: Int) throws {
    let end = step > 0 ? Int.max : .min
    let rows = Fact(.int64, [5, 2], elements: (0..<10).map { Dim($0) })
    let result = try RangeSlice().applied(
      to: rows, .known([Dim(start)]), .known([Dim(end)]), .known([0]), .known([Dim(step)]))
    #expect(result.elements == [Dim(2 * start), Dim(2 * start + 1)])
  }

  @Test func `A range whose step is beyond its limit has its start alone`() throws {
    for step in [Int.min, .min + 1, -9] {
      let result = try NumberSequence().applied(
        to: .known(Dim(4)), .known(Dim(-3)), .known(Dim(step)))
      #expect(result.elements == [4], "\(step)")
    }
  }

  @Test func `Axes count from the end and others stay`() throws {
    let result = try RangeSlice().applied(
      to: .float([2, 8, 9]), .known([1, 2]), .known([7, -1]), .known([-1, 1]), .known([3, 1]))
    #expect(result.shapes == [[2, 5, 2]])
    let matrix = Fact(.int64, [2, 3], elements: [0, 1, 2, 3, 4, 5])
    let reversed = try RangeSlice().applied(
      to: matrix, .known([-1]), .known([Dim(.min)]), .known([0]), .known([-1]))
    #expect(reversed.elements == [3, 4, 5, 0, 1, 2])
  }

  @Test func `Sizes in symbols stay exact, and whether an end lies within is an assumption`() throws
  {
    let (height, width) = (Dim(.height), Dim(.width))
    let half = try RangeSlice().applied(
      to: .float([1, 3, height, width]), .known([0, 1]), .known([Dim(.max), -1]), .known([2, 3]),
      .known([2, 1]))
    #expect(half.shapes == [[1, 3, height.ceilDivided(by: 2), width - 2]])
    #expect(half.assumptions == [Assumption.atLeast(width - 2, 0)])
    let first = try RangeSlice().applied(to: .float([512, 4]), .known([0]), .known([width]))
    #expect(first.shapes == [[width, 4]])
    #expect(first.assumptions == [Assumption.atLeast(512, width).normalized])
  }

  @Test func `Of an axis known only at run time at most so many remain`() throws {
    let boxes = Dim(Symbol.unknown(at: "nms"))
    let kept = try RangeSlice().applied(to: .float([boxes, 4]), .known([0]), .known([300]))
    let size = try #require(kept.shapes[0].dims[0].symbols.first)
    #expect(size.isUnknown && Dim(size) != boxes && kept.assumptions.isEmpty)
    let all = try RangeSlice().applied(to: .float([boxes, 4]), .known([0]), .known([Dim(.max)]))
    #expect(all.shapes == [[boxes, 4]])
  }

  @Test(arguments: [1_000_000_000, Int(Int32.max), .max])
  func `An end beyond every axis is that of the axis`(end: Int) throws {
    let height = Dim(.height)
    let all = try RangeSlice().applied(to: .float([height, 4]), .known([0]), .known([Dim(end)]))
    #expect(all.shapes == [[height, 4]] && all.assumptions.isEmpty)
  }

  @Test func `An end known only at run time makes a bounded size`() throws {
    let result = try RangeSlice().applied(
      to: .float([5, 4]), .known([0]), Fact(.int64, [1]), .known([1]))
    let size = result.facts[0].shape.dims[1]
    #expect(result.shapes[0].dims[0] == 5 && size.symbols.allSatisfy(\.isUnknown))
    #expect(size.symbols.compactMap { result.bounds[$0] } == [4])
    #expect(throws: ShapeMismatch.unknownElements(input: "axes")) {
      try RangeSlice().applied(to: .float([5]), .known([0]), .known([1]), Fact(.int64, [1]))
    }
    #expect(throws: ShapeMismatch.step) {
      try NumberSequence().applied(to: .known(0), .known(3), .known(0))
    }
    #expect(throws: ShapeMismatch.step) {
      try RangeSlice().applied(to: .float([5]), .known([0]), .known([1]), nil, .known([0]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 1, actual: 2)) {
      try RangeSlice().applied(to: .float([5]), .known([0]), .known([1, 2]))
    }
  }

  @Test func `What is cut is known where starts and ends are`() {
    let cuts = RangeSlice().cuts(
      Operands([.float([9]), .known([-2]), .known([0]), nil, .known([-3])]))
    #expect(cuts?.map(\.start) == [7] && cuts?.map(\.count) == [3] && cuts?.map(\.step) == [-3])
    #expect(RangeSlice().cuts(Operands([.float([9]), Fact(.int64, [1]), .known([0])])) == nil)
  }
}
