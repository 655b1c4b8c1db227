import RLAExecution
import RLANetworks
import Testing

/// Functions of the bits of whole numbers.
@Suite struct BitwiseExecutionTests {
  private static func numbers(_ type: ElementType) -> [ReferenceTensor] {
    [
      ReferenceTensor([2, 3], [0, 5, 12, 77, 100, 127], type: type),
      ReferenceTensor([3], [3, 6, 1], type: type),
    ]
  }

  private static let types: [ElementType] = [
    .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64,
  ]

  @Test(arguments: types, [BitFunction.and, .or, .exclusiveOr, .shiftLeft, .shiftRight])
  func `Bits are joined one by one`(type: ElementType, function: BitFunction) throws {
    let mask = type.bits == 64 ? -1 : 1 << type.bits - 1
    try OperatorCheck(
      function: Bitwise(function), inputs: Self.numbers(type), differentiable: []
    ) { inputs, _ in
      [
        inputs[0].with(inputs[1]) { left, right in
          let (a, b) = (Int(left), Int(right))
          let bits =
            switch function {
            case .and: a & b
            case .or: a | b
            case .exclusiveOr: a ^ b
            case .shiftLeft: (a << b) & mask
            default: a >> b
            }
          let isNegative =
            "\(type)".hasPrefix("int") && type.bits < 64
            && bits >> (type.bits - 1) & 1 == 1
          return Double(isNegative ? bits - 1 << type.bits : bits)
        }
      ]
    }.run()
  }

  @Test(arguments: types.filter { $0 != .uint64 })
  func `All bits are turned`(type: ElementType) throws {
    try OperatorCheck(
      function: Bitwise(.not), inputs: [Self.numbers(type)[0]], differentiable: []
    ) { inputs, _ in
      let isSigned = "\(type)".hasPrefix("int")
      return [inputs[0].map { isSigned ? -1 - $0 : Double(1 << type.bits - 1) - $0 }]
    }.run()
  }
}
