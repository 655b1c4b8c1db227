import RLASymbolic

/// Real numbers as small integers, by a scale and a zero point.
///
/// Shapes: any → the same as integers: `y = round(x / scale) + zero`. A network of real numbers has
/// none of this arithmetic, so it is reported beside the others. ONNX QuantizeLinear, version 21.
public struct Quantize: Operator {
  public static let kind = OperatorKind(
    "Quantize", .activation, onnx: ["QuantizeLinear"],
    inputs: [
      OperatorKind.Port("x"), OperatorKind.Port("y_scale"),
      OperatorKind.Port("y_zero_point", .optional),
    ])

  /// The type of the result where no zero point has it.
  public let type: ElementType

  public init(to type: ElementType = .uint8) {
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.quantize_per_tensor", aten: "quantize_per_tensor", "quantize_per_channel")

  public var title: String { "quantize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(inputs.optional(2)?.type ?? type, inputs.shape())]
  }

  /// A division, an addition, and rounding with two bounds.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: 1, divisions: 1, comparisons: 3), times: n, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// Small integers as real numbers: `y = (x − zero) · scale`.
///
/// Shapes: any → the same with the type of the scale. ONNX DequantizeLinear, version 21.
public struct Dequantize: Operator {
  public static let kind = OperatorKind(
    "Dequantize", .activation, onnx: ["DequantizeLinear"],
    inputs: [
      OperatorKind.Port("x"), OperatorKind.Port("x_scale"),
      OperatorKind.Port("x_zero_point", .optional),
    ])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.dequantize", aten: "dequantize")

  public var title: String { "dequantize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(inputs[1].type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: 1, multiplications: 1), times: n, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// Real numbers as 8-bit integers with a scale and a zero point from the data.
///
/// Shapes: any → the same as unsigned 8-bit integers, the scale, and the zero point. ONNX
/// DynamicQuantizeLinear, version 11.
public struct DynamicQuantize: Operator {
  public static let kind = OperatorKind(
    "DynamicQuantize", .activation, onnx: ["DynamicQuantizeLinear"],
    outputs: ["y", "y_scale", "y_zero_point"].map { OperatorKind.Port($0) })

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.quantize_per_tensor_dynamic", aten: "quantize_per_tensor_dynamic")

  public var title: String { "dynamic quantize" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(.uint8, inputs.shape()), Fact(inputs[0].type, []), Fact(.uint8, [])]
  }

  /// Two comparisons for the range, then as `Quantize`.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: 1, divisions: 1, comparisons: 5), times: n, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
