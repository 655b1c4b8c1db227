import RLASymbolic

/// A tensor broadcast to a wanted shape.
///
/// Shapes: x and the known sizes in the second input → their common shape.
public struct Expand: Rearrangement {
  public static let kind = OperatorKind(
    "Expand", .movement, onnx: ["Expand"],
    inputs: [OperatorKind.Port("input"), OperatorKind.Port("shape", reads: .attributes)])

  public init() {}

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.expand", aten: "expand")

  public var title: String { "expand" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    guard let sizes = inputs[1].elements else { throw .unknownElements(input: "shape") }
    let wanted = try Shape(sizes: sizes, &requirements)
    let shape = try inputs.shape().broadcast(with: wanted, requiring: &requirements)
    let elements = inputs[0].elements.flatMap { shape.repeating($0, of: inputs.shape()) }
    return [Fact(inputs[0].type, shape, elements: elements)]
  }

  public var storage: Storage { .view }
}
