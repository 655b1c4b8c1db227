import RLASymbolic

/// Operators that imported networks use; no definition of an architecture does.
extension OperatorCatalog {
  static let imported =
    indexed + selected + tested + rearranged + sampled + normalized + quantized + attention
    + transformed + chosen + laid

  private static let indexed = [
    OperatorEntry(
      RangeSlice(), map, .known([1, 0]), .known([3, 4]), .known([1, 3]), .known([1, 2])),
    OperatorEntry(GatherND(), map, Fact(.int64, [7, 2], elements: rows)),
    OperatorEntry(GatherND(batchAxes: 1), map, Fact(.int64, [2, 7, 2])),
    OperatorEntry(ScatterND(.add), map, Fact(.int64, [7, 2]), .float([7, 6, 5])),
    OperatorEntry(GatherElements(axis: 1), map, Fact(.int64, [2, 3, 6, 5])),
    OperatorEntry(
      ScatterElements(axis: 1, .maximum), map, Fact(.int64, [2, 3, 6, 5]), .float([2, 3, 6, 5])),
    OperatorEntry(OneHot(axis: 1), Fact(.int64, [2, 6]), .known(7), .float([2])),
  ]

  private static let selected = [
    OperatorEntry(NonZero(), map),
    OperatorEntry(
      NonMaxSuppression(), .float([2, 9, 4]), .float([2, 3, 9]), .known(5), .float([]), .float([])),
    OperatorEntry(Compress(axis: 1), map, Fact(.bool, [4])),
    OperatorEntry(Unique(), map),
  ]

  private static let tested =
    TestFunction.all.map {
      OperatorEntry(ElementTest($0), $0 == .not ? Fact(.bool, map.shape) : map)
    }
    + BitFunction.all.map { function in
      function.kind.inputs.count == 1
        ? OperatorEntry(Bitwise(function), numbers)
        : OperatorEntry(Bitwise(function), numbers, Fact(.int64, [4, 1, 1]))
    }

  private static let rearranged = [
    OperatorEntry(Triangle(), map, .known(0)),
    OperatorEntry(PixelShuffle(block: 2), map),
    OperatorEntry(PixelUnshuffle(block: 2), .float([2, 3, 6, 4])),
    OperatorEntry(ReverseSequence(), .float([7, 2, 4]), Fact(.int64, [2])),
    OperatorEntry(MaxUnpooling([Window(2, stride: 2), Window(2, stride: 2)]), map, numbers),
    OperatorEntry(EyeLike(), .float([4, 6])),
    OperatorEntry(SizeOf(), map),
  ]

  private static let sampled = [
    OperatorEntry(GridSample(), map, .float([2, 7, 3, 2])),
    OperatorEntry(
      RegionAlign(height: 3, width: 2, samples: 2), map, .float([7, 4]), Fact(.int64, [7])),
    OperatorEntry(RandomNumbers(.normal), map),
    OperatorEntry(
      FunctionalForm(Convolution(4, 6, .same(3), bias: true)), map, .float([6, 4, 3, 3]),
      .float([6])),
    OperatorEntry(
      DeformableConvolution([.same(3), .same(3)]), map, .float([6, 4, 3, 3]),
      .float([2, 18, 6, 5]), .float([6]), .float([2, 9, 6, 5])),
  ]

  private static let normalized = [
    OperatorEntry(LocalResponseNormalization(size: 5), map),
    OperatorEntry(LpNormalization(axis: 1), map),
    OperatorEntry(MeanVarianceNormalization(), map),
    OperatorEntry(Hardmax(axis: 1), map),
    OperatorEntry(
      SkipLayerNormalization(), words, words, .float([8]), .float([8]), .float([8])),
    OperatorEntry(
      EmbedLayerNormalization(), Fact(.int32, [2, 7]), Fact(.int32, [2, 7]), .float([50, 8]),
      .float([16, 8]), .float([2, 8]), .float([8]), .float([8])),
    OperatorEntry(BiasActivation(.gelu), words, .float([8])),
  ]

  private static let quantized = [
    OperatorEntry(Quantization(), map, .float([4]), Fact(.uint8, [4])),
    OperatorEntry(Dequantization(), Fact(.uint8, [2, 4, 6, 5]), .float([4]), Fact(.uint8, [4])),
    OperatorEntry(DynamicQuantization(), map),
    OperatorEntry(Quantized(Convolution(4, 6, .same(3)), .rescaled(.uint8)), bytes),
    OperatorEntry(Quantized(MatMul(), .sums), bytes, Fact(.uint8, [2, 1, 5, 3])),
    OperatorEntry(Quantized(Gemm(), .real), Fact(.uint8, [2, 4]), Fact(.int8, [4, 3])),
    OperatorEntry(Quantized(Arithmetic(.add), .rescaled(.uint8)), bytes, bytes),
    OperatorEntry(Quantized(Arithmetic(.multiply), .rescaled(.uint8)), bytes, bytes),
    OperatorEntry(Quantized(GlobalPooling.average, .rescaled(.uint8)), bytes),
    OperatorEntry(
      Quantized(Pooling(.average, windows: [window, window]), .rescaled(.uint8)), bytes),
    OperatorEntry(Quantized(Activation(.sigmoid), .rescaled(.uint8)), bytes),
    OperatorEntry(Quantized(Activation(.leakyReLU()), .rescaled(.uint8)), bytes),
    OperatorEntry(Quantized(Softmax(axis: 1), .rescaled(.uint8)), bytes),
    OperatorEntry(Quantized(Concatenation(), .rescaled(.uint8)), bytes, bytes),
    OperatorEntry(Quantized(RecurrentSequence(.lstm, 4, 3), .real), .float([7, 2, 4])),
    OperatorEntry(
      BlockQuantizedLinear(64, 6, block: 32), .float([2, 7, 64]), Fact(.uint8, [6, 2, 16]),
      .float([12])),
  ]

  private static let attention = [
    OperatorEntry(Attention(), .float([2, 4, 7, 8]), .float([2, 2, 9, 8]), .float([2, 2, 9, 6])),
    OperatorEntry(
      Attention(.joined(queries: 4, keys: 2)), .float([2, 7, 32]), .float([2, 9, 16]),
      .float([2, 9, 12])),
    OperatorEntry(
      MultiHeadAttention(heads: 2), words, .float([2, 9, 8]), .float([2, 9, 6]), .float([22])),
    OperatorEntry(
      ProjectedAttention(heads: 2), words, .float([8, 24]), .float([24])),
    OperatorEntry(
      RotaryEmbedding(), .float([2, 4, 7, 8]), .float([7, 4]), .float([7, 4])),
    OperatorEntry(
      TransposedMatMul(transposesRight: true, alpha: 0.5), .float([2, 4, 6]), .float([2, 5, 6])),
    OperatorEntry(Fused(Convolution(4, 6, .same(3)), .relu), map),
    OperatorEntry(Fused(Linear(4, 3, bias: true), .relu), .float([2, 4])),
    OperatorEntry(Fused(Gemm(), .relu), .float([2, 4]), .float([4, 3])),
    OperatorEntry(
      Fused(TransposedMatMul(), .relu), .float([2, 4, 6]), .float([2, 6, 5])),
  ]

  private static let transformed = [
    OperatorEntry(RecurrentSequence(.lstm, 4, 3, directions: 2), .float([7, 2, 4])),
    OperatorEntry(CumulativeSum(axis: 1), map),
    OperatorEntry(FourierTransform(), .float([2, 12, 1])),
    OperatorEntry(
      ShortTimeFourierTransform(), .float([2, 96, 1]), .known(8), .float([16])),
  ]

  private static let chosen = [
    OperatorEntry(Bernoulli(), map),
    OperatorEntry(Multinomial(samples: 3), .float([2, 7])),
    OperatorEntry(SignalWindow(), .known(16)),
    OperatorEntry(
      MelWeights(), .known(8), .known(16), .known(8192), .known(0), .known(4096)),
    OperatorEntry(Determinant(), .float([2, 5, 5])),
  ]

  private static let laid = [
    OperatorEntry(AffineGrid(), .float([2, 2, 3]), .known([2, 4, 6, 5])),
    OperatorEntry(CenterCropPad(axes: [2, 3]), map, .known([4, 7])),
    OperatorEntry(
      ColumnsToImage(), .float([2, 12, 12]), .known([4, 5]), .known([2, 2])),
    OperatorEntry(
      TensorScatter(), .float([2, 3, 9, 4]), .float([2, 3, 2, 4]), Fact(.int64, [2])),
  ]

  private static let map = Fact.float([2, 4, 6, 5])
  private static let bytes = Fact(.uint8, [2, 4, 6, 5])
  private static let numbers = Fact(.int64, [2, 4, 6, 5])
  private static let words = Fact.float([2, 7, 8])
  private static let rows = (0..<14).map { Dim($0 % 2) }
  private static let window = Window.same(3, stride: 2)
}
