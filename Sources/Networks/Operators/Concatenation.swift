import RLASymbolic

/// Tensors joined along an axis.
///
/// Shapes: equal except along that axis → the same with the sum of the sizes along it.
public struct Concatenation: Rearrangement {
  public static let kind = OperatorKind(
    "Concatenation", .movement, onnx: ["Concat"],
    inputs: [OperatorKind.Port("inputs"), OperatorKind.Port("more", .variadic)])

  /// Counted from the end where negative.
  public let axis: Int

  public init(axis: Int = 1) {
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.cat", aten: "cat", "concat")

  public var title: String { "concat" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var output = inputs[0].shape
    let axis = try output.axis(self.axis)
    let others = output.dims.indices.filter { $0 != axis }
    for input in inputs.present.dropFirst() {
      try output.require(equalTo: input.shape, axes: others, &requirements)
      output.dims[axis] += input.shape.dims[axis]
    }
    return [Fact(inputs[0].type, output, elements: elements(inputs, axis))]
  }

  /// The elements of small tensors that are known, in blocks of what stands at and after the axis.
  private func elements(_ inputs: Operands, _ axis: Int) -> [Dim]? {
    var parts: [[Dim]] = []
    for input in inputs.present {
      guard let elements = input.elements else { return nil }
      parts.append(elements)
    }
    let blocks = inputs.shape().dims[..<axis].reduce(1, *)
    guard let blocks = blocks.value, blocks > 0 else { return nil }
    var joined: [Dim] = []
    joined.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for block in 0..<blocks {
      for part in parts {
        let size = part.count / blocks
        joined += part[block * size..<(block + 1) * size]
      }
    }
    return joined
  }

  public var storage: Storage { .fresh }
}
