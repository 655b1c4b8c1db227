import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Sizes that only running tells.
@Suite struct RunTimeSizeTests {
  private let height = Dim(.height)

  /// The only unknown size of a shape, and its bound.
  private func unknown(_ result: Application, _ axis: Int) throws -> (Symbol, Dim?) {
    let symbols = result.shapes[0].dims[axis].symbols.filter(\.isUnknown)
    let symbol = try #require(symbols.first)
    return (symbol, result.bounds[symbol])
  }

  @Test func `The number of elements that are not 0 is a symbol, at most all of them`() throws {
    let result = try NonZero().applied(to: .float([2, height, 3]))
    let (symbol, bound) = try unknown(result, 1)
    #expect(result.facts == [Fact(.int64, [3, Dim(symbol)])])
    #expect(bound == height * 6 && result.assumptions.isEmpty)
    #expect(result.work[.comparisons] == height * 6)
  }

  @Test func `Known elements have known positions`() throws {
    let known = Fact(.int64, [2, 3], elements: [0, 5, height, 0, 0, 1])
    let result = try NonZero().applied(to: known)
    #expect(result.shapes == [[2, 3]] && result.elements == [0, 0, 1, 1, 2, 2])
    let open = Fact(.int64, [2], elements: [1, height - 3])
    #expect(try unknown(NonZero().applied(to: open), 1).1 == 2)
  }

  @Test func `Boxes that remain are at most those asked for in every class`() throws {
    let (boxes, scores) = (Fact.float([2, 100, 4]), Fact.float([2, 3, 100]))
    for (most, bound) in [(5, 30), (500, 600)] as [(Dim, Dim)] {
      let result = try NonMaxSuppression().applied(to: boxes, scores, .known(most))
      #expect(try unknown(result, 0).1 == bound)
      #expect(result.shapes[0].dims[1] == 3 && result.facts[0].type == .int64)
      #expect(result.work[.comparisons] == 600)
    }
    for none: Fact? in [nil, .known(0)] {
      #expect(try NonMaxSuppression().applied(to: boxes, scores, none).shapes == [[0, 3]])
    }
    let open = try NonMaxSuppression().applied(
      to: .float([1, height, 4]), .float([1, 80, height]), Fact(.int64, [1]))
    #expect(try unknown(open, 0).1 == height * 80)
    #expect(throws: ShapeMismatch.unequal(axis: 1, 100, 90)) {
      try NonMaxSuppression().applied(to: boxes, .float([2, 3, 90]), .known(5))
    }
    #expect(throws: ShapeMismatch.rank(expected: 3, actual: 2)) {
      try NonMaxSuppression().applied(to: boxes, .float([2, 3]), .known(5))
    }
  }

  @Test func `Conditions that are known decide how many positions stay`() throws {
    let condition = Fact(.bool, [3], elements: [1, 0, 1])
    #expect(try Compress(axis: 1).applied(to: .float([2, 4]), condition).shapes == [[2, 2]])
    #expect(try Compress().applied(to: .float([2, 4]), condition).shapes == [[2]])
    let open = try Compress(axis: -1).applied(to: .float([2, height]), Fact(.bool, [height]))
    #expect(try unknown(open, 1).1 == height)
    #expect(throws: ShapeMismatch.index(4, size: 4)) {
      try Compress(axis: 1).applied(to: .float([2, 4]), Fact(.bool, [5]))
    }
  }

  @Test func `Different elements are at most all`() throws {
    let flat = try Unique().applied(to: Fact(.int64, [3, height]))
    let (symbol, bound) = try unknown(flat, 0)
    #expect(bound == height * 3)
    #expect(flat.shapes == [[Dim(symbol)], [Dim(symbol)], [height * 3], [Dim(symbol)]])
    let rows = try Unique(axis: -1).applied(to: Fact(.int64, [3, height]))
    #expect(rows.shapes[0].dims[0] == 3 && rows.shapes[2] == [height])
    #expect(throws: ShapeMismatch.axis(2, rank: 2)) {
      try Unique(axis: 2).applied(to: .float([3, 4]))
    }
  }

  @Test func `The smaller of a size and an unknown one is an unknown one with a bound`() throws {
    let few = Fact(.int64, [1], elements: [Dim(.unknown(at: "/nonzero"))])
    let result = try Arithmetic(.minimum).applied(to: few, .known([300]))
    let element = try #require(result.elements?.first)
    #expect(element.symbols.allSatisfy(\.isUnknown) && element != few.elements?[0])
    #expect(element.symbols.compactMap { result.bounds[$0] } == [300])
    let negative = Fact(.int64, [1], elements: [height - 3])
    #expect(try Arithmetic(.minimum).applied(to: negative, .known([300])).elements == nil)
    #expect(try Arithmetic(.minimum).applied(to: .known([height]), .known([1])).elements == [1])
  }

  @Test func `The larger of two is an unknown size where one cannot be negative`() throws {
    let result = try Arithmetic(.maximum).applied(to: .known([height]), .known([7]))
    let element = try #require(result.elements?.first)
    #expect(element.symbols.compactMap { result.bounds[$0] } == [height + 7])
    let missing = try Arithmetic(.maximum).applied(to: .known([9 - height]), .known([0]))
    #expect(missing.elements?[0].symbols.allSatisfy(\.isUnknown) == true)
    #expect(missing.bounds.isEmpty)
    let open = try Arithmetic(.maximum).applied(to: .known([9 - height]), .known([height - 3]))
    #expect(open.elements == nil)
  }

  @Test func `Margins that only running tells make sizes of their own`() throws {
    let pads = Fact(.int64, [4])
    let result = try Pad(nil).applied(
      to: .float([2, height, 5]), pads, nil, .known([0, -1]))
    #expect(result.shapes[0].dims[1] == height)
    #expect([0, 2].allSatisfy { result.shapes[0].dims[$0].symbols.contains { $0.isUnknown } })
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 3)) {
      try Pad(nil).applied(to: .float([2, height, 5]), pads)
    }
  }

  @Test func `Shapes whose elements are not known become sizes of their own`() throws {
    let sizes = Fact(.int64, [3])
    func unknowns(_ shape: Shape) -> [Bool] {
      shape.dims.map { $0.symbols.contains { $0.isUnknown } }
    }
    #expect(unknowns(try Fill().applied(to: sizes).shapes[0]) == [true, true, true])
    let expanded = try Expand().applied(to: .float([height, 1]), sizes)
    #expect(unknowns(expanded.shapes[0]) == [true, false, true] && expanded.assumptions.isEmpty)
    #expect(expanded.shapes[0].dims[1] == height)
    let reshaped = try Reshape(to: nil).applied(to: .float([height, 4]), sizes)
    #expect(unknowns(reshaped.shapes[0]) == [true, true, true])
    #expect(reshaped.assumptions.count == 1)
    #expect(
      try Reshape(to: nil).applied(to: .float([height, 4]), Fact(.int64, [1])).shapes == [
        [height * 4]
      ])
    let parts = try Split(.input, axis: 0).applied(to: .float([height]), Fact(.int64, [2]))
    #expect(parts.facts.count == 2 && parts.assumptions.count == 1)
    let resized = try Resize(.inputs).applied(to: .float([1, 2, 3]), nil, nil, sizes)
    #expect(unknowns(resized.shapes[0]) == [true, true, true])
    #expect(throws: ShapeMismatch.unknownElements(input: "shape")) {
      try Fill().applied(to: Fact(.int64, [height]))
    }
  }
}
