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
    if inputs.present.contains(where: { $0.reals != nil }) {
      return [Fact(inputs[0].type, output, numbers: joined(inputs, axis, \.known))]
    }
    return [Fact(inputs[0].type, output, elements: joined(inputs, axis, \.elements))]
  }

  /// The elements of small tensors that are known, in blocks of what stands at and after the axis.
  private func joined<Element>(
    _ inputs: Operands, _ axis: Int, _ known: (Fact) -> [Element]?
  ) -> [Element]? {
    var parts: [[Element]] = []
    for input in inputs.present {
      guard let elements = known(input) else { return nil }
      parts.append(elements)
    }
    let blocks = inputs.shape().dims[..<axis].reduce(1, *)
    guard let blocks = blocks.value, blocks > 0 else { return nil }
    var joined: [Element] = []
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
