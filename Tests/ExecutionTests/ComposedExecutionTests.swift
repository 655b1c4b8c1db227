import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Operators in whose place a plan puts others.
@Suite(.serialized) struct ComposedExecutionTests {
  private static let words = ReferenceTensor.distinct([2, 3, 8])

  private static func normalized(
    _ x: ReferenceTensor, _ scale: ReferenceTensor, _ shift: ReferenceTensor?,
    epsilon: Double, centers: Bool = true
  ) -> ReferenceTensor {
    x.normalized(epsilon: epsilon, centers: centers) { Array($0.dropLast()) }
      .scaled(by: scale, shifted: shift) { [$0[$0.count - 1]] }
  }

  private static func mean(_ x: ReferenceTensor) -> ReferenceTensor {
    ReferenceTensor(Array(x.sizes.dropLast()) + [1]) { place in
      (0..<x.sizes[x.rank - 1]).reduce(0) { $0 + x[place.dropLast() + [$1]] }
        / Double(x.sizes[x.rank - 1])
    }
  }

  @Test(arguments: SkipLayerNormalization.Form.allCases)
  func `A sum is normalized, and shown with its statistics`(
    form: SkipLayerNormalization.Form
  ) throws {
    let isCentered = form == .deviation
    let vectors = (1...3).map { ReferenceTensor.distinct([8], seed: $0) }
    try OperatorCheck(
      function: SkipLayerNormalization(form, epsilon: 0.01),
      inputs: [Self.words, ReferenceTensor.distinct([3, 8], seed: 4)] + vectors, outputs: 4,
      differentiable: [0, 3]
    ) { inputs, _ in
      let sum = inputs[0].with(inputs[1], +).with(inputs[4], +)
      let mean = Self.mean(sum)
      let centered = isCentered ? sum.with(mean) { $0 - $1 } : sum
      let deviation = Self.mean(centered.map { $0 * $0 }).map { 1 / ($0 + 0.01).squareRoot() }
      return [
        Self.normalized(sum, inputs[2], inputs[3], epsilon: 0.01, centers: isCentered), mean,
        deviation, sum,
      ]
    }.run()
  }

  @Test func `Embeddings of words, positions and segments are summed and normalized`() throws {
    let words = ReferenceTensor([2, 3], [4, 0, 2, 1, 1, 3], type: .int32)
    let segments = ReferenceTensor([2, 3], [0, 1, 1, 0, 0, 1], type: .int32)
    let mask = ReferenceTensor([2, 3], [1, 1, 0, 1, 1, 1], type: .int32)
    let tables = [5, 4, 2].map { ReferenceTensor.distinct([$0, 8], seed: $0) }
    let vectors = (1...2).map { ReferenceTensor.distinct([8], seed: $0) }
    try OperatorCheck(
      function: EmbedLayerNormalization(epsilon: 0.01),
      inputs: [words, segments] + tables + vectors + [mask], outputs: 3, differentiable: [0, 2]
    ) { inputs, _ in
      let sum = ReferenceTensor([2, 3, 8]) { place in
        let (word, segment) = (inputs[0][[place[0], place[1]]], inputs[1][[place[0], place[1]]])
        return inputs[2][[Int(word), place[2]]] + inputs[3][[place[1], place[2]]]
          + inputs[4][[Int(segment), place[2]]]
      }
      let counts = ReferenceTensor([2], [2, 3])
      return [Self.normalized(sum, inputs[5], inputs[6], epsilon: 0.01), counts, sum]
    }.run()
  }

  @Test func `A function follows a bias`() throws {
    let function = ElementFunction.geluTanh
    try OperatorCheck(
      function: BiasActivation(function),
      inputs: [Self.words, ReferenceTensor.distinct([8], seed: 1)]
    ) { inputs, _ in [inputs[0].with(inputs[1], +).map(function.formula)] }.run()
  }

  @Test func `A fused layer has the weights of its layer`() throws {
    try OperatorCheck(
      function: Fused(Linear(8, 4, bias: true), .tanh), inputs: [ReferenceTensor.distinct([2, 8])]
    ) { inputs, weights in
      guard let weight = weights["weight"] else { return [] }
      return [
        PlainProducts.linear(inputs[0], weight, weights["bias"])
          .map(ElementFunction.tanh.formula)
      ]
    }.run()
  }

  @Test func `A fused product without weights runs too`() throws {
    try OperatorCheck(
      function: Fused(Gemm(), .sigmoid),
      inputs: [ReferenceTensor.distinct([2, 4]), ReferenceTensor.distinct([4, 3], seed: 1)]
    ) { inputs, _ in
      [PlainProducts.matmul(inputs[0], inputs[1]).map(ElementFunction.sigmoid.formula)]
    }.run()
  }

  // MARK: - Filters that the network computes

  private static func convolved(
    _ x: ReferenceTensor, _ filter: ReferenceTensor, _ bias: ReferenceTensor?, _ windows: [Window],
    groups: Int, to sizes: [Int]
  ) -> ReferenceTensor {
    let plain = PlainWindows(windows, over: Array(x.sizes[2...]))
    let meetings = plain.meetings
    let (perGroup, made) = (filter.sizes[1], filter.sizes[0] / groups)
    let area = plain.area
    return ReferenceTensor([x.sizes[0], filter.sizes[0]] + plain.positions) { place in
      let pixel = zip(place[2...], plain.positions).reduce(0) { $0 * $1.1 + $1.0 }
      var sum = bias?.values[place[1]] ?? 0
      for channel in 0..<perGroup {
        let input = place[1] / made * perGroup + channel
        for (tap, element) in meetings[pixel] {
          sum +=
            filter.values[(place[1] * perGroup + channel) * plain.taps + tap]
            * x.values[(place[0] * x.sizes[1] + input) * area + element]
        }
      }
      return sum
    }
  }

  @Test(arguments: [1, 2, 4]) func `A convolution reads its filter`(groups: Int) throws {
    let windows = [Window.same(3, stride: 2), Window(2)]
    let function = FunctionalForm(
      Convolution(4, 4, windows: windows, groups: Dim(groups), bias: true))
    try OperatorCheck(
      function: function,
      inputs: [
        ReferenceTensor.distinct([2, 4, 5, 4]),
        ReferenceTensor.distinct([4, 4 / groups, 3, 2], seed: 1),
        ReferenceTensor.distinct([4], seed: 2),
      ], tolerance: 1e-4
    ) { inputs, _ in
      [Self.convolved(inputs[0], inputs[1], inputs[2], windows, groups: groups, to: [3, 3])]
    }.run()
  }

  @Test func `A transposed convolution reads its filter`() throws {
    let window = Window(2, stride: 2)
    let function = FunctionalForm(TransposedConvolution(3, 2, window, bias: false))
    try OperatorCheck(
      function: function,
      inputs: [
        ReferenceTensor.distinct([2, 3, 2, 3]), ReferenceTensor.distinct([3, 2, 2, 2], seed: 1),
      ], tolerance: 1e-4
    ) { inputs, _ in
      [
        ReferenceTensor([2, 2, 4, 6]) { place in
          (0..<3).reduce(0) { sum, channel in
            sum + inputs[0][[place[0], channel, place[2] / 2, place[3] / 2]]
              * inputs[1][[channel, place[1], place[2] % 2, place[3] % 2]]
          }
        }
      ]
    }.run()
  }

  // MARK: - Quantized operators

  private static let bytes = ReferenceTensor(
    [2, 3], [200, 3, 17, 90, 0, 255], type: .uint8)
  private static let signed = ReferenceTensor(
    [3, 2], [-128, 5, 7, 127, -1, 40], type: .int8)

  private static func product(zeros: [Double]) -> ReferenceTensor {
    PlainProducts.matmul(
      bytes.map { $0 - 7 }, ReferenceTensor([3, 2]) { signed[$0] - zeros[$0[1]] })
  }

  @Test func `A product of whole numbers is exact`() throws {
    try OperatorCheck(
      function: Quantized(MatMul(), .sums),
      inputs: [
        Self.bytes, Self.signed, ReferenceTensor([], [7], type: .uint8),
        ReferenceTensor([2], [3, -2], type: .int8),
      ], operands: [0, 1, nil, 2, nil, 3], differentiable: []
    ) { _, _ in [Self.product(zeros: [3, -2])] }.run()
  }

  @Test func `A rescaled product is rounded half to even and saturates`() throws {
    func scalar(_ number: Double, _ type: ElementType = .float32) -> ReferenceTensor {
      ReferenceTensor([], [number], type: type)
    }
    try OperatorCheck(
      function: Quantized(MatMul(), .rescaled(.int8)),
      inputs: [
        Self.bytes, Self.signed, scalar(0.5), scalar(7, .uint8), scalar(0.25), scalar(0, .int8),
        scalar(16), scalar(4, .int8),
      ], differentiable: []
    ) { _, _ in
      [
        Self.product(zeros: [0, 0]).map {
          min(max(($0 * 0.125 / 16).rounded(.toNearestOrEven) + 4, -128), 127)
        }
      ]
    }.run()
  }

  @Test(arguments: [2, 3, 4, 8], [true, false])
  func `Weights of a few bits are unpacked block by block`(bits: Int, givesZeros: Bool) throws {
    let (rows, columns, block) = (3, 12, 8)
    let numbers = (0..<rows * 16).map { ($0 * 37 + 11) % (1 << bits) }
    let zeros = (0..<rows * 2).map { ($0 * 5 + 1) % (1 << bits) }
    /// The bytes of lists of numbers, each beginning with a byte.
    func packed(_ numbers: [Int], _ length: Int) -> [Double] {
      stride(from: 0, to: numbers.count, by: length).flatMap { first -> [Double] in
        var bytes = [Int](repeating: 0, count: (length * bits + 7) / 8)
        for bit in 0..<length * bits where numbers[first + bit / bits] >> (bit % bits) & 1 == 1 {
          bytes[bit / 8] |= 1 << (bit % 8)
        }
        return bytes.map(Double.init)
      }
    }
    let bytes = packed(numbers, block)
    let zeroBytes = packed(zeros, 2)
    let tensors = [
      ReferenceTensor.distinct([2, columns]),
      ReferenceTensor([rows, 2, bytes.count / rows / 2], bytes, type: .uint8),
      ReferenceTensor([rows * 2], (1...rows * 2).map { Double($0) / 8 }),
      ReferenceTensor([zeroBytes.count], zeroBytes, type: .uint8),
    ]
    try OperatorCheck(
      function: BlockQuantizedLinear(12, 3, bits: bits, block: block),
      inputs: givesZeros ? tensors : Array(tensors.dropLast()), tolerance: 1e-4,
      purposes: [.inference]
    ) { inputs, _ in
      let weights = ReferenceTensor([columns, rows]) { place in
        let (column, row) = (place[0], place[1])
        let (part, rest) = (column / block, column % block)
        let zero = givesZeros ? zeros[row * 2 + part] : 1 << (bits - 1)
        return Double(numbers[row * 16 + part * block + rest] - zero)
          * inputs[2].values[row * 2 + part]
      }
      return [PlainProducts.matmul(inputs[0], weights)]
    }.run()
  }

  @Test func `A function of quantized numbers is that of real ones`() throws {
    func scalar(_ number: Double, _ type: ElementType = .float32) -> ReferenceTensor {
      ReferenceTensor([], [number], type: type)
    }
    try OperatorCheck(
      function: Quantized(Arithmetic(.add), .rescaled(.uint8)),
      inputs: [
        Self.bytes, Self.bytes, scalar(0.5), scalar(7, .uint8), scalar(0.25), scalar(3, .uint8),
        scalar(1), scalar(4, .uint8),
      ], differentiable: []
    ) { inputs, _ in
      [
        inputs[0].map { byte in
          let sum = (byte - 7) * 0.5 + (byte - 3) * 0.25
          return min(max(sum.rounded(.toNearestOrEven) + 4, 0), 255)
        }
      ]
    }.run()
  }
}
