import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Further operators that imported networks use.
@Suite struct ImportedOperatorTests {
  private let height = Dim(.height)
  private let width = Dim(.width)

  @Test func `Tests of elements make truth values, known where they are decided`() throws {
    let known = Fact(.bool, [3], elements: [0, 1, height])
    let not = try ElementTest(.not).applied(to: known)
    #expect(not.facts == [Fact(.bool, [3], elements: [1, 0, 0])])
    #expect(
      try ElementTest(.not).applied(to: Fact(.bool, [1], elements: [height - 1])).elements == nil)
    let infinite = try ElementTest(.isInfinite).applied(to: .float([2, height]))
    #expect(infinite.facts == [Fact(.bool, [2, height])])
    #expect(infinite.work[.comparisons] == height * 4)
    #expect(try ElementTest(.isNaN).applied(to: .known([1, 2])).elements == [0, 0])
  }

  @Test func `Functions of bits are exact on numbers`() throws {
    func result(_ function: BitFunction, _ left: Dim, _ right: Dim) throws -> [Dim]? {
      try Bitwise(function).applied(to: .known([left]), .known([right])).elements
    }
    #expect(try result(.and, 12, 10) == [8] && result(.or, 12, 10) == [14])
    #expect(try result(.exclusiveOr, 12, 10) == [6] && result(.shiftLeft, 3, 4) == [48])
    #expect(try result(.shiftRight, -48, 4) == [-3] && result(.shiftLeft, 3, 62) == nil)
    #expect(try result(.shiftRight, 3, 64) == nil && result(.and, height, 1) == nil)
    #expect(try Bitwise(.not).applied(to: .known([5])).elements == [-6])
    let both = try Bitwise(.or).applied(to: Fact(.int32, [2, 1]), Fact(.int32, [3]))
    #expect(both.facts == [Fact(.int32, [2, 3])] && both.work[.additions] == 6)
    #expect(throws: ShapeMismatch.unequal(axis: 0, 2, 3)) {
      try Bitwise(.or).applied(to: Fact(.int32, [2]), Fact(.int32, [3]))
    }
  }

  @Test func `Running sums are exact on sizes`() throws {
    let sizes = Fact.known([height, 2, 3])
    func sums(_ operator: CumulativeSum) throws -> [Dim]? {
      try `operator`.applied(to: sizes).elements
    }
    #expect(try sums(CumulativeSum()) == [height, height + 2, height + 5])
    #expect(try sums(CumulativeSum(exclusive: true)) == [0, height, height + 2])
    #expect(try sums(CumulativeSum(reversed: true)) == [height + 5, 5, 3])
    #expect(try sums(CumulativeSum(exclusive: true, reversed: true)) == [5, 3, 0])
    let map = Fact.float([2, height])
    #expect(try CumulativeSum(axis: 1).applied(to: map).work[.additions] == height * 2 - 2)
    #expect(try CumulativeSum().applied(to: map, .known(0)).work[.additions] == height)
    #expect(try CumulativeSum().applied(to: map, Fact(.int64, [])).work[.additions] == height * 2)
    #expect(throws: ShapeMismatch.axis(2, rank: 2)) { try CumulativeSum(axis: 2).applied(to: map) }
  }

  @Test func `Triangles and diagonals of small matrices are known`() throws {
    let matrix = Fact(.int64, [2, 3], elements: [1, 2, 3, 4, 5, 6])
    #expect(try Triangle().applied(to: matrix).elements == [1, 2, 3, 0, 5, 6])
    #expect(try Triangle(.lower).applied(to: matrix, .known(-1)).elements == [0, 0, 0, 4, 0, 0])
    #expect(try Triangle().applied(to: matrix, Fact(.int64, [])).elements == nil)
    #expect(
      try EyeLike(.int64, diagonal: 1).applied(to: .float([2, 3])).elements == [0, 1, 0, 0, 0, 1])
    #expect(try EyeLike().applied(to: .float([2, height])).facts == [.float([2, height])])
    #expect(try SizeOf().applied(to: .float([2, height])).elements == [height * 2])
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 1)) {
      try Triangle().applied(to: .float([3]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 3)) {
      try EyeLike().applied(to: .float([3, 3, 3]))
    }
  }

  @Test func `Channels and pixels are exchanged without a rest`() throws {
    let up = try PixelShuffle(block: 2).applied(to: .float([1, 12, height, width]))
    #expect(up.shapes == [[1, 3, height * 2, width * 2]] && up.assumptions.isEmpty)
    let down = try PixelUnshuffle(block: 2).applied(to: .float([1, 3, height * 2, width]))
    #expect(down.shapes == [[1, 12, height, width.floorDivided(by: 2)]])
    #expect(
      down.assumptions == [Assumption.equal(width.floorDivided(by: 2) * 2, width).normalized])
    #expect(throws: ShapeMismatch.multiple(axis: 1, size: 10, of: 4)) {
      try PixelShuffle(block: 2).applied(to: .float([1, 10, 4, 4]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 3)) {
      try PixelUnshuffle(block: 2).applied(to: .float([1, 10, 4]))
    }
  }

  @Test func `A grid says where a map is sampled`() throws {
    let (map, grid) = (Fact.float([2, 3, height, width]), Fact.float([2, 7, 5, 2]))
    for (mode, sums) in [(GridSample.Mode.nearest, 1), (.linear, 4), (.cubic, 16)] {
      let answer = try GridSample(mode).applied(to: map, grid)
      #expect(answer.shapes == [[2, 3, 7, 5]])
      let products = sums == 1 ? 0 : 210 * sums
      #expect(answer.work[.multiplications] == Dim(products + 140))
      #expect(answer.work[.additions] == Dim(210 * (sums - 1) + 140))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 3, 3, 2)) {
      try GridSample().applied(to: map, .float([2, 7, 5, 3]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 4, actual: 5)) {
      try GridSample().applied(to: .float([2, 3, 4, 5]), .float([2, 7, 5, 4, 3]))
    }
  }

  @Test func `Regions are sampled on a grid`() throws {
    let map = Fact.float([2, 3, height, width])
    let count = Dim(.unknown(at: "/nms"))
    let align = RegionAlign(height: 7, width: 5, samples: 2)
    let answer = try align.applied(to: map, .float([count, 4]), Fact(.int64, [count]))
    #expect(answer.shapes == [[count, 3, 7, 5]] && answer.assumptions.isEmpty)
    #expect(answer.work[.multiplications] == count * (105 * 16))
    #expect(answer.work[.additions] == count * (105 * 15))
    let adaptive = try RegionAlign(height: 7, width: 5).applied(
      to: map, .float([9, 4]), Fact(.int64, [9]))
    #expect(adaptive.work.scalarOperations == 0)
    #expect(throws: ShapeMismatch.unequal(axis: 1, 4, 5)) {
      try align.applied(to: map, .float([9, 5]), Fact(.int64, [9]))
    }
    #expect(throws: ShapeMismatch.unequal(axis: 0, 9, 8)) {
      try align.applied(to: map, .float([9, 4]), Fact(.int64, [8]))
    }
  }

  @Test func `Random numbers have given sizes or those of a tensor`() throws {
    #expect(
      try RandomNumbers(.normal).applied(to: .float([2, height])).facts == [.float([2, height])])
    let given = RandomNumbers(.uniform, [3, 4], type: .float16)
    #expect(try given.applied(to: nil).facts == [Fact(.float16, [3, 4])])
    #expect(given.torch.name == "rand" && RandomNumbers(.normal).torch.name == "randn")
    #expect(throws: ShapeMismatch.unknownElements(input: "shape")) {
      try RandomNumbers(.normal).applied(to: nil)
    }
  }

  @Test func `Sequences are reversed by their lengths`() throws {
    let steps = Fact.float([height, 3, 8])
    #expect(try ReverseSequence().applied(to: steps, Fact(.int64, [3])).facts == [steps])
    #expect(throws: ShapeMismatch.unequal(axis: 0, 3, 4)) {
      try ReverseSequence().applied(to: steps, Fact(.int64, [4]))
    }
    let first = try ReverseSequence(batchAxis: 0).applied(to: steps, Fact(.int64, [height]))
    #expect(first.assumptions.isEmpty)
  }

  @Test func `Maxima return to their places`() throws {
    let unpool = MaxUnpooling([Window(2, stride: 2), Window(3, stride: 2, padding: 1)])
    let indices = Fact(.int64, [1, 4, height, 5])
    let map = Fact.float([1, 4, height, 5])
    #expect(try unpool.applied(to: map, indices).shapes == [[1, 4, height * 2, 9]])
    #expect(
      try unpool.applied(to: map, indices, .known([1, 4, 9, 9])).shapes == [[1, 4, 9, 9]])
    #expect(unpool.torch.name == "MaxUnpool2d")
    #expect(throws: ShapeMismatch.unequal(axis: 3, 5, 6)) {
      try unpool.applied(to: map, Fact(.int64, [1, 4, height, 6]))
    }
    #expect(throws: ShapeMismatch.windowTooLarge(axis: 3, size: 0, kernel: 3)) {
      try unpool.applied(to: .float([1, 4, 3, 0]), Fact(.int64, [1, 4, 3, 0]))
    }
  }

  @Test func `Spectra have both sides or one`() throws {
    let both = try FourierTransform(axis: 1).applied(to: .float([2, height, 1]))
    #expect(both.shapes == [[2, height, 2]])
    #expect(both.work[.multiplications] == height * height * 4)
    let one = try FourierTransform(axis: 1, oneSided: true).applied(
      to: .float([2, 9, 2]), .known(16))
    #expect(one.shapes == [[2, 9, 2]] && one.work[.additions].value == 2 * 9 * 2 * 16 * 2)
    let inverse = FourierTransform(inverse: true)
    #expect(try inverse.applied(to: .float([2, 9, 2]), nil, .known(1)).work[.divisions] == 36)
    #expect(inverse.torch.name == "ifft" && inverse.title == "inverse DFT")
    #expect(throws: ShapeMismatch.unequal(axis: 2, 3, 2)) {
      try FourierTransform().applied(to: .float([2, 9, 3]))
    }
    #expect(throws: ShapeMismatch.unknownElements(input: "axis")) {
      try FourierTransform().applied(to: .float([2, 9, 1]), nil, Fact(.int64, []))
    }
    let frames = try ShortTimeFourierTransform().applied(
      to: .float([2, width, 1]), .known(8), .float([16]))
    #expect(frames.shapes == [[2, (width - 16).floorDivided(by: 8) + 1, 9, 2]])
    #expect(frames.assumptions.count == 1)
    #expect(throws: ShapeMismatch.windowTooLarge(axis: 1, size: 9, kernel: 16)) {
      try ShortTimeFourierTransform().applied(to: .float([2, 9, 1]), .known(8), nil, .known(16))
    }
    let open = try ShortTimeFourierTransform(oneSided: false).applied(
      to: .float([2, 90]), Fact(.int64, []), nil, .known(16))
    #expect(open.shapes[0].dims[2] == 16 && open.bounds.values.contains(90))
  }

  @Test func `A filter that is computed counts as one that is learned`() throws {
    let map = Fact.float([2, 4, height, width])
    let layers: [(any Operator, Shape)] = [
      (Convolution(4, 6, windows: [.same(3), .same(5)], groups: 2, bias: true), [6, 2, 3, 5]),
      (TransposedConvolution(4, 6, Window(2, stride: 2), bias: true), [4, 6, 2, 2]),
      (Quantized(Convolution(4, 6, .same(3), bias: true), .sums), [6, 4, 3, 3]),
      (Fused(Convolution(4, 6, .same(3), bias: true), .relu), [6, 4, 3, 3]),
    ]
    for (layer, filter) in layers {
      let free = FunctionalForm(layer)
      // Scales and zero points come before the weights.
      let given = [map] + [Fact?](repeating: nil, count: layer.kind.inputs.count - 1)
      let answer = try free.applied(given + [.float(filter), .float([6])])
      let expected = try layer.applied(to: map)
      #expect(answer.facts == expected.facts && answer.assumptions == expected.assumptions)
      #expect(answer.work[.multiplyAdds] == expected.work[.multiplyAdds])
      #expect(answer.work[.biasAdditions] == expected.work[.biasAdditions])
      #expect(free.weights.isEmpty && free.torch == layer.torch)
      #expect(throws: ShapeMismatch.outputs(expected: given.count + 2, actual: given.count + 1)) {
        try free.applied(given + [.float(filter)])
      }
      #expect(throws: ShapeMismatch.unequal(axis: 0, 4, 6)) {
        try free.applied(given + [.float(filter), .float([4])])
      }
    }
  }

  @Test func `Sampled taps come before the products of a convolution`() throws {
    let map = Fact.float([1, 4, height, 5])
    let windows: [Window] = [.same(3), .same(3)]
    let offsets = Fact.float([1, 36, height, 5])
    let deformable = DeformableConvolution(windows, offsetGroups: 2)
    let answer = try deformable.applied(
      to: map, .float([6, 4, 3, 3]), offsets, .float([6]), .float([1, 18, height, 5]))
    #expect(answer.shapes == [[1, 6, height, 5]])
    let taps = height * (5 * 4 * 9)
    #expect(answer.work[.multiplyAdds] == taps * 6)
    #expect(answer.work[.multiplications] == taps * 5 && answer.work[.additions] == taps * 3)
    #expect(throws: ShapeMismatch.multiple(axis: 0, size: 7, of: 2)) {
      try DeformableConvolution(windows, groups: 2).applied(
        to: map, .float([7, 2, 3, 3]), offsets)
    }
    #expect(throws: ShapeMismatch.unequal(axis: 1, 36, 18)) {
      try deformable.applied(to: map, .float([6, 4, 3, 3]), .float([1, 18, height, 5]))
    }
  }

  @Test func `A product of transposes counts as one of matrices`() throws {
    let answer = try TransposedMatMul(transposesLeft: true, transposesRight: true, alpha: 0.5)
      .applied(to: .float([2, 8, height]), .float([5, 8]))
    #expect(answer.shapes == [[2, height, 5]])
    #expect(answer.work[.multiplyAdds] == height * 80)
    #expect(answer.work[.multiplications] == height * 10)
    // Attention with sequences first: 9 positions of 8 heads, 4 channels each.
    let scores = try TransposedMatMul(transposesRight: true, batchesSecond: (true, true))
      .applied(to: .float([9, 8, 4]), .float([7, 8, 4]))
    #expect(scores.shapes == [[8, 9, 7]] && scores.work[.multiplyAdds] == Dim(8 * 9 * 7 * 4))
    let exchanged = try TransposedMatMul(transposesLeft: true, batchesSecond: (true, false))
      .applied(to: .float([4, 8, 9]), .float([8, 4, 7]))
    #expect(exchanged.shapes == [[8, 9, 7]] && exchanged.work[.multiplyAdds] == Dim(8 * 9 * 7 * 4))
    #expect(throws: ShapeMismatch.innerSizes(8, 7)) {
      try TransposedMatMul().applied(to: .float([2, 8]), .float([7, 3]))
    }
    #expect(throws: ShapeMismatch.rank(expected: 2, actual: 1)) {
      try TransposedMatMul(transposesLeft: true).applied(to: .float([8]), .float([8, 3]))
    }
  }
}
