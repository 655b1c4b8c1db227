import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Operators that lay images, signals and matrices out.
@Suite struct ImageOperatorTests {
  private let height = Dim(.height)

  @Test func `A grid has a position for each element of its map`() throws {
    let sizes = Fact.known([2, 8, height, 5])
    let grid = try AffineGrid().applied(to: .float([2, 2, 3]), sizes)
    #expect(grid.facts == [.float([2, height, 5, 2])])
    #expect(grid.work[.multiplications] == height * 40)
    #expect(throws: ShapeMismatch.unequal(axis: 1, 3, 2)) {
      try AffineGrid().applied(to: .float([2, 3, 4]), sizes)
    }
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 3)) {
      try AffineGrid().applied(to: .float([2, 2, 3]), .known([2, 8, 4]))
    }
  }

  @Test func `Axes have the sizes that they are centered to`() throws {
    let map = Fact.float([2, 3, height, 5])
    #expect(
      try CenterCropPad(axes: [-1, 2]).applied(to: map, .known([7, 4])).facts
        == [.float([2, 3, 4, 7])])
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 4)) {
      try CenterCropPad().applied(to: map, .known([7, 4]))
    }
  }

  @Test func `Columns make the channels of an image`() throws {
    let image = Fact.known([6, 7])
    let fold = ColumnsToImage([
      .init(stride: 2, before: 1, after: 1), .init(dilation: 2),
    ])
    // Three rows of blocks in five columns, with six elements each.
    let made = try fold.applied(to: .float([height, 24, 15]), image, .known([3, 2]))
    #expect(made.facts == [.float([height, 4, 6, 7])])
    #expect(made.work[.additions] == height * 360)
    #expect(throws: ShapeMismatch.multiple(axis: 1, size: 25, of: 6)) {
      try fold.applied(to: .float([1, 25, 15]), image, .known([3, 2]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 2, 14, 15)) {
      try fold.applied(to: .float([1, 24, 14]), image, .known([3, 2]))
    }
    #expect(throws: ShapeMismatch.unknownElements(input: "block_shape")) {
      try fold.applied(to: .float([1, 24, 15]), image, Fact(.int64, [2]))
    }
  }

  @Test func `A determinant takes the operations of an elimination`() throws {
    let made = try Determinant().applied(to: .float([height, 4, 4]))
    #expect(made.facts == [.float([height])])
    // 9 + 4 + 1 updates, three factors of the diagonal, 3 + 2 + 1 divisions.
    #expect(made.work[.additions] == height * 14 && made.work[.multiplications] == height * 17)
    #expect(made.work[.divisions] == height * 6)
    #expect(throws: ShapeMismatch.unequal(axis: 1, 3, 4)) {
      try Determinant().applied(to: .float([3, 4]))
    }
  }

  @Test func `A part fits into the cache that it is written to`() throws {
    let (cache, part) = (Fact.float([2, 3, 9, 4]), Fact.float([2, 3, 2, 4]))
    #expect(try TensorScatter().applied(to: cache, part, Fact(.int64, [2])).facts == [cache])
    #expect(throws: ShapeMismatch.index(8, size: 2)) {
      try TensorScatter().applied(to: part, cache)
    }
    #expect(throws: ShapeMismatch.index(9, size: 9)) {
      try TensorScatter().applied(to: cache, part, .known([8, 0]))
    }
    #expect(
      try TensorScatter(circular: true).applied(to: cache, part, .known([8, 0])).facts == [cache])
    #expect(throws: ShapeMismatch.axis(0, rank: 4)) {
      try TensorScatter(axis: 0).applied(to: cache, part)
    }
    #expect(throws: ShapeMismatch.unequal(axis: 0, 2, 3)) {
      try TensorScatter().applied(to: cache, part, Fact(.int64, [3]))
    }
  }

  @Test func `Random and generated numbers have the sizes that are wanted`() throws {
    let odds = Fact.float([height, 5])
    #expect(try Bernoulli(.int32).applied(to: odds).facts == [Fact(.int32, [height, 5])])
    let classes = try Multinomial(samples: 3, .int64).applied(to: odds)
    #expect(classes.facts == [Fact(.int64, [height, 3])])
    #expect(classes.work[.comparisons] == height * 15)
    let window = try SignalWindow(.blackman).applied(to: .known(height))
    #expect(window.facts == [.float([height])] && window.work[.exponentials] == height * 2)
    let mel = try MelWeights().applied(
      to: .known(8), .known(height), .known(8192), .known(0), .known(4096))
    #expect(mel.facts == [.float([height.floorDivided(by: 2) + 1, 8])])
  }
}
