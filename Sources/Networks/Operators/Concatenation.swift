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
    let lists = inputs.present.compactMap(known)
    guard lists.count == inputs.present.count else { return nil }
    let blocks = inputs.shape().dims[..<axis].reduce(1, *)
    guard let blocks = blocks.value, blocks > 0 else { return nil }
    return (0..<blocks).flatMap { block in
      lists.flatMap { elements -> ArraySlice<Element> in
        let size = elements.count / blocks
        return elements[block * size..<(block + 1) * size]
      }
    }
  }

  public var storage: Storage { .fresh }
}
