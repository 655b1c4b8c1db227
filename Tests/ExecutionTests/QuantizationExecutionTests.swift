import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Real numbers as whole numbers of a few bits, and back.
@Suite(.serialized) struct QuantizationExecutionTests {
  private static let numbers = ReferenceTensor(
    [2, 3, 2], [-200, -0.75, -0.25, 0, 0.25, 0.5, 0.75, 1.25, 3, 100, 300, .nan])

  private static func clamp(_ number: Double, _ type: ElementType) -> Double {
    if number.isNaN { return 0 }
    return type == .int8 ? min(max(number, -128), 127) : min(max(number, 0), 255)
  }

  @Test(arguments: [ElementType.uint8, .int8], [nil, 1, 2, -3])
  func `Numbers are rounded half to even and clamped`(type: ElementType, axis: Int?) throws {
    let place = axis.map { $0 < 0 ? $0 + 3 : $0 }
    let count = place.map { Self.numbers.sizes[$0] } ?? 1
    let scales = ReferenceTensor(
      place == nil ? [] : [count], (0..<count).map { 0.5 * Double(1 << $0) })
    let zeros = ReferenceTensor(scales.sizes, (0..<count).map { Double($0 * 3) }, type: type)
    func index(_ position: [Int]) -> Int { place.map { position[$0] } ?? 0 }
    try OperatorCheck(
      function: Quantization(to: type, Scale(axis: axis ?? 1)),
      inputs: [Self.numbers, scales, zeros], differentiable: []
    ) { inputs, _ in
      [
        ReferenceTensor(inputs[0].sizes) { position in
          let quotient = inputs[0][position] / scales.values[index(position)]
          let rounded = quotient.rounded(.toNearestOrEven)
          return rounded.isNaN
            ? 0 : Self.clamp(rounded + zeros.values[index(position)], type)
        }
      ]
    }.run()
  }

  @Test(arguments: [ElementType.uint8, .int8, .int32], [nil, 0, -1])
  func `Whole numbers become real again`(type: ElementType, axis: Int?) throws {
    let whole = ReferenceTensor(
      [3, 2, 3], (0..<18).map { Double($0 * 7 % 128) - (type == .uint8 ? 0 : 60) }, type: type)
    let scales = ReferenceTensor(axis == nil ? [1] : [3], axis == nil ? [0.5] : [0.5, 2, 4])
    let zeros = ReferenceTensor(scales.sizes, scales.values.map { $0 * 2 }, type: type)
    try OperatorCheck(
      function: Dequantization(Scale(axis: axis ?? 1)), inputs: [whole, scales, zeros],
      differentiable: []
    ) { inputs, _ in
      [
        ReferenceTensor(whole.sizes) { position in
          let place = axis.map { position[$0 < 0 ? 2 : $0] } ?? 0
          return (inputs[0][position] - zeros.values[place]) * scales.values[place]
        }
      ]
    }.run()
  }

  @Test func `Blocks along an axis share a scale, and a missing zero point is 0`() throws {
    let whole = ReferenceTensor([2, 4], (0..<8).map { Double($0) }, type: .int8)
    let scales = ReferenceTensor([2, 2], [1, 2, 4, 8])
    try OperatorCheck(
      function: Dequantization(Scale(axis: 1, block: 2)), inputs: [whole, scales],
      differentiable: []
    ) { inputs, _ in
      [ReferenceTensor([2, 4]) { inputs[0][$0] * scales[[$0[0], $0[1] / 2]] }]
    }.run()
  }

  @Test func `A tensor gets the scale of its range, which includes 0`() throws {
    for values in [[-1, 0.5, 2.25, 0.1], [3, 4, 5, 2], [0, 0, 0, 0], [-4, -2, -3, -1.0]] {
      let (least, most) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
      let scale = least == most ? 1 : Float(most - least) / 255
      let zero = Self.clamp(Double((-Float(least) / scale).rounded(.toNearestOrEven)), .uint8)
      try OperatorCheck(
        function: DynamicQuantization(), inputs: [ReferenceTensor([2, 2], values)], outputs: 3,
        differentiable: []
      ) { _, _ in
        [
          ReferenceTensor(
            [2, 2],
            values.map {
              Self.clamp(
                Double((Float($0) / scale).rounded(.toNearestOrEven)) + zero, .uint8)
            }), ReferenceTensor([], [Double(scale)]), ReferenceTensor([], [zero]),
        ]
      }.run()
    }
  }
}
