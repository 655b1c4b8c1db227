import RLANetworks
import RLASymbolic

extension ImportRule {
  static let arithmetic =
    BinaryFunction.all.filter { !variadic.contains($0.kind.onnx[0]) }.map { function in
      // All nodes of a type share the operator, which is larger than a node.
      let (shared, style): (any Operator, CallStyle) = (Arithmetic(function), function.callStyle)
      return ImportRule(function.kind) { node throws(ONNXFailure) in
        try node.apply(
          node.node.isInPlace ? Arithmetic(function, inPlace: true) : shared,
          to: [try node.input(0, "A"), try node.input(1, "B")], callStyle: style)
      }
    } + [
      chain("Max", .maximum), chain("Min", .minimum), chain("Sum", .add),
      ImportRule(["Mean"]) { node throws(ONNXFailure) in
        let sum = try node.chained(.add)
        if node.inputs.count == 1 { return sum }
        let count = StoredTensor(
          Fact(.float32, [], elements: [Dim(node.inputs.count)]), name: "count",
          key: .text("\(node.frame.path)\(node.node.shownName)#count"))
        return try node.apply(
          Arithmetic(.divide), to: [sum[0], .stored(count)], callStyle: .operator)
      },
      ImportRule(Where.kind) { node throws(ONNXFailure) in
        try node.apply(
          Where(),
          to: [try node.input(0, "condition"), try node.input(1, "X"), try node.input(2, "Y")])
      },
    ]
    + TestFunction.all.map { function in
      ImportRule(function.kind) { node throws(ONNXFailure) in
        try node.apply(ElementTest(function), to: [try node.input(0, "X")])
      }
    }
    + [BitFunction.and, .or, .exclusiveOr, .not].map { function in
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

  private static let variadic: Set<String> = ["Max", "Min"]

  /// A function of any number of tensors, two at a time.
  private static func chain(_ type: String, _ function: BinaryFunction) -> ImportRule {
    ImportRule([type]) { node throws(ONNXFailure) in try node.chained(function) }
  }
}

extension NodeImport {
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
