import RLASymbolic

/// A tensor broadcast to a wanted shape.
///
/// Shapes: x and the sizes in the second input → their common shape; sizes known only at run time are
/// new symbols.
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
    let wanted = try Shape(sizes: sizes(of: inputs, requirements), &requirements)
    let shape = try inputs.shape().broadcast(with: wanted, requiring: &requirements)
    let input = inputs[0]
    return [
      input.spread(to: shape) {
        $0.elements.flatMap { shape.repeating($0, of: input.shape) }
      }
    ]
  }

  /// The wanted sizes; where they are known only at run time, an axis that cannot grow keeps its own.
  private func sizes(
    of inputs: Operands, _ requirements: Requirements
  ) throws(ShapeMismatch) -> [Dim] {
    var sizes = try requirements.sizes(inputs[1], "shape")
    if inputs[1].elements != nil { return sizes }
    let own = inputs.shape().dims
    for (axis, size) in zip(sizes.indices.reversed(), own.reversed()) where size != 1 {
      sizes[axis] = size
    }
    return sizes
  }

  public var storage: Storage { .view }
}
