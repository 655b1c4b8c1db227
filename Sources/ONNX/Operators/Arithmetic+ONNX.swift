import RLANetworks
import RLASymbolic

extension ImportRule {
  static let arithmetic: [ImportRule] = pairs + chains + tests + bits

  private static let pairs: [ImportRule] = BinaryFunction.all.filter {
    !exceptions.contains($0.kind)
  }.map { function in
    // All nodes of a type share the operator, which is larger than a node.
    let (shared, style): (any Operator, CallStyle) = (Arithmetic(function), function.callStyle)
    return ImportRule(function.kind) { node throws(ONNXFailure) in
      let operands: [ImportedValue?] = [try node.input(0, "A"), try node.input(1, "B")]
      var applied = node.node.isInPlace ? Arithmetic(function, inPlace: true) : shared
      if function == .remainder, try node.flag("fmod", default: false) {
        applied = Arithmetic(.truncatedRemainder)
      }
      return try node.apply(applied, to: operands, callStyle: style)
    }
  }

  private static let chains: [ImportRule] = [
    chain("Max", .maximum), chain("Min", .minimum), chain("Sum", .add),
    ImportRule(["Mean"]) { node throws(ONNXFailure) in
      let sum = try node.chained(.add)
      if node.inputs.count == 1 { return sum }
      return try node.apply(
        Arithmetic(.divide), to: [sum[0], node.known(node.inputs.count)], callStyle: .operator)
    },
    ImportRule(Where.kind) { node throws(ONNXFailure) in
      try node.apply(
        Where(),
        to: [try node.input(0, "condition"), try node.input(1, "X"), try node.input(2, "Y")])
    },
  ]

  private static let tests: [ImportRule] = TestFunction.all.map { function in
    ImportRule(function.kind) { node throws(ONNXFailure) in
      if function == .isInfinite { return try node.infinityTest() }
      return try node.apply(ElementTest(function), to: [try node.input(0, "X")])
    }
  }

  private static let bits: [ImportRule] =
    [BitFunction.and, .or, .exclusiveOr, .not].map {
      function in
      ImportRule(function.kind) { node throws(ONNXFailure) in
        try node.apply(Bitwise(function), to: node.inputs)
      }
    } + [
      ImportRule(BitFunction.shiftLeft.kind) { node throws(ONNXFailure) in
        let function: BitFunction = try node.choice(
          "direction", default: "", ["LEFT": .shiftLeft, "RIGHT": .shiftRight])
        return try node.apply(Bitwise(function), to: node.inputs)
      }
    ]

  /// Rows that have rules of their own.
  private static let exceptions: [OperatorKind] = [.maximum, .minimum, .truncatedRemainder]

  /// A function of any number of tensors, two at a time.
  private static func chain(_ type: String, _ function: BinaryFunction) -> ImportRule {
    ImportRule([type]) { node throws(ONNXFailure) in try node.chained(function) }
  }
}

extension NodeImport {
  /// A test for infinity, of one sign alone where the attributes leave out the other.
  fileprivate func infinityTest() throws(ONNXFailure) -> [ImportedValue] {
    let x = try input(0, "X")
    let isInfinite = try apply(ElementTest(.isInfinite), to: [x])
    let (below, above) = (
      try flag("detect_negative", default: true), try flag("detect_positive", default: true)
    )
    if below == above { return isInfinite }
    let zero = known(0, fact(0)?.type ?? .float32)
    let sign = try apply(Arithmetic(below ? .less : .greater), to: [x, zero])
    return try apply(Arithmetic(.and), to: isInfinite + sign)
  }

  fileprivate func chained(_ function: BinaryFunction) throws(ONNXFailure) -> [ImportedValue] {
    var result = [try input(0, "data_0")]
    for position in inputs.indices.dropFirst() {
      result = try apply(
        Arithmetic(function), to: [result[0], try input(position, "data_\(position)")],
        callStyle: function.callStyle)
    }
    return result
  }
}

extension BinaryFunction {
  /// PyTorch's code writes sums and products as operators.
  fileprivate var callStyle: CallStyle {
    let operators: [BinaryFunction] = [.add, .subtract, .multiply, .divide]
    return operators.contains(self) ? .operator : .function
  }
}
