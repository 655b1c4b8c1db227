import RLASymbolic

/// A tensor of known sizes with one number everywhere.
///
/// Shapes: a vector of r sizes → those sizes; sizes known only at run time are new symbols.
public struct Fill: Rearrangement {
  public static let kind = OperatorKind(
    "ConstantOfShape", .shape, onnx: ["ConstantOfShape"],
    inputs: [OperatorKind.Port("shape", reads: .attributes)])

  public let type: ElementType
  public let value: Double

  public init(_ type: ElementType = .float32, _ value: Double = 0) {
    self.type = type
    self.value = value
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.full", aten: "full", "zeros", "ones")

  public var title: String { "fill" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let shape = try Shape(sizes: requirements.sizes(inputs[0], "shape"), &requirements)
    let number = Int(exactly: value).map { Dim($0) }
    return [Fact(type, shape, elements: number.flatMap { shape.repeating([$0], of: []) })]
  }

  public var storage: Storage { .fresh }
}
