import RLASymbolic

/// Real numbers as whole numbers of a few bits: `y = clamp(round(x / scale) + zero point)`.
///
/// Shapes: any, a scale for the whole tensor, for each position of an axis or for blocks along it → the
/// first. ONNX `QuantizeLinear`, version 21.
public struct Quantization: Operator {
  public static let kind = OperatorKind(
    "Quantization", .arithmetic, onnx: ["QuantizeLinear", "com.microsoft.QuantizeLinear"],
    inputs: Scale.ports)

  /// The type of the result where no zero point has it.
  public let type: ElementType
  public let scale: Scale

  public init(to type: ElementType = .uint8, _ scale: Scale = Scale()) {
    self.type = type
    self.scale = scale
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
    try scale.require(inputs, &requirements)
    return [Fact(inputs.optional(2)?.type ?? type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(Scale.quantizing, times: n, inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// Whole numbers of a few bits as real numbers: `y = (x − zero point) · scale`.
///
/// Shapes: any, a scale for the whole tensor, for each position of an axis or for blocks along it → the
/// first. ONNX `DequantizeLinear`, version 21.
public struct Dequantization: Operator {
  public static let kind = OperatorKind(
    "Dequantization", .arithmetic, onnx: ["DequantizeLinear", "com.microsoft.DequantizeLinear"],
    inputs: Scale.ports)

  public let scale: Scale

  public init(_ scale: Scale = Scale()) {
    self.scale = scale
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.dequantize", aten: "dequantize")

  public var title: String { "dequantize" }

  public var weights: [Weight] { [] }

  /// The result has the type of the scale.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    try scale.require(inputs, &requirements)
    return [Fact(inputs[1].type, inputs.shape())]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    let shifts = inputs.optional(2) == nil ? 0 : 1
    return Work(
      ElementCost(additions: shifts, multiplications: 1), times: n, inputElements: n,
      outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// Real numbers as 8-bit whole numbers, with the scale and zero point that fit their range.
///
/// Shapes: any → the same, and two scalars: scale and zero point. ONNX `DynamicQuantizeLinear`,
/// version 11.
public struct DynamicQuantization: Operator {
  public static let kind = OperatorKind(
    "DynamicQuantization", .arithmetic, onnx: ["DynamicQuantizeLinear"],
    outputs: ["y", "y_scale", "y_zero_point"].map { OperatorKind.Port($0) })

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.quantize_per_tensor_dynamic", aten: "quantize_per_tensor_dynamic")

  public var title: String { "quantize to range" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(.uint8, inputs.shape()), Fact(.float32, []), Fact(.uint8, [])]
  }

  /// The range takes two comparisons for each element.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    var cost = Scale.quantizing
    cost.comparisons += 2
    return Work(cost, times: n, inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// How the scales of a quantized tensor belong to its elements.
public struct Scale: Hashable, Sendable {
  /// The axis of a scale that is no scalar, counted from the end where negative.
  public let axis: Int
  /// Elements along the axis that share a scale; nil where each position has one.
  public let block: Int?

  public init(axis: Int = 1, block: Int? = nil) {
    precondition(block ?? 1 > 0, "A block has elements.")
    self.axis = axis
    self.block = block
  }

  static let ports = [
    OperatorKind.Port("x"), OperatorKind.Port("scale"),
    OperatorKind.Port("zero_point", .optional),
  ]

  /// A division, the zero point, rounding and two bounds.
  static let quantizing = ElementCost(additions: 1, divisions: 1, comparisons: 3)

  /// Requires the second input to be a scale of the first, and the third one to have its shape, or
  /// one element as it has.
  func require(
    _ inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) {
    let (shape, scale) = (inputs.shape(0), inputs.shape(1))
    let isShared = scale.rank == 0 || scale == [1]
    if let zero = inputs.optional(2)?.shape, !isShared || zero.rank > 0 && zero != [1] {
      try scale.require(equalTo: zero, axes: scale.dims.indices, &requirements)
    }
    if isShared { return }
    let axis = try shape.axis(self.axis)
    var wanted: Shape = [shape.dims[axis]]
    if let block {
      wanted = shape
      wanted.dims[axis] = shape.dims[axis].ceilDivided(by: block)
    }
    try wanted.require(equalTo: scale, axes: wanted.dims.indices, &requirements)
  }
}
