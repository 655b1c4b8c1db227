public import RLASymbolic

/// Consecutive parts of a tensor along an axis.
///
/// Shapes: any → as many results as there are parts, each with the size of its part along the axis.
public struct Split: Rearrangement {
  public static let kind = OperatorKind(
    "Split", .movement, onnx: ["Split"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("split", .optional, reads: .attributes),
    ],
    outputs: [OperatorKind.Port("outputs"), OperatorKind.Port("more", .variadic)])

  /// The sizes of the parts.
  public enum Parts: Hashable, Sendable {
    /// The given sizes, which add up to the size of the axis.
    case sizes([Dim])
    /// n/parts each, which has no remainder.
    case even(Int)
    /// ⌈n/parts⌉ each and the remainder for the last, as in ONNX since opset 18.
    case equal(Int)
    /// The known elements of the second input.
    case input
  }

  public let parts: Parts
  /// Counted from the end where negative.
  public let axis: Int

  public init(_ parts: Parts, axis: Int = 1) {
    switch parts {
    case .sizes(let sizes): precondition(!sizes.isEmpty, "A split has parts.")
    case .even(let count), .equal(let count): precondition(count > 0, "A split has parts.")
    case .input: break
    }
    self.parts = parts
    self.axis = axis
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torch.split", aten: "split", "split_with_sizes", "chunk")

  public var title: String { "split" }

  /// - Throws: `ShapeMismatch.unequal` where the parts do not add up to the axis, `.multiple` where
  ///   even ones are not whole, `.elements` where a part has a negative size, `.unknownElements`
  ///   where the number of parts is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let axis = try input.shape.axis(self.axis)
    let size = input.shape.dims[axis]
    let sizes = try sizes(of: size, axis, inputs, &requirements)
    for part in sizes {
      try requirements.require(
        .atLeast(part, 0), otherwise: .elements(expected: size, actual: part))
    }
    let sum = sizes.reduce(0, +)
    // Equal parts always add up to the axis, but the normal form does not always show it.
    if !isEqual, sum != size {
      try requirements.require(.equal(sum, size), otherwise: .unequal(axis: axis, size, sum))
    }
    var start: Dim = 0
    return sizes.map { part in
      defer { start += part }
      var shape = input.shape
      shape.dims[axis] = part
      return input.rearranged(to: shape) { elements($0, from: start, part) }
    }
  }

  private var isEqual: Bool {
    switch parts {
    case .even, .equal: true
    case .sizes, .input: false
    }
  }

  /// The sizes of the parts of an axis.
  private func sizes(
    of size: Dim, _ axis: Int, _ inputs: Operands, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Dim] {
    switch parts {
    case .sizes(let sizes): return sizes
    case .input:
      return try requirements.sizes(inputs.optional(1), "split")
    case .even(let count):
      let part = try requirements.part(of: size, by: count, axis: axis)
      return [Dim](repeating: part, count: count)
    case .equal(let count):
      let part = size.ceilDivided(by: count)
      // With two parts, the normal form shows that the smaller one is not negative.
      let last = count == 2 ? size.floorDivided(by: 2) : size - part * Dim(count - 1)
      return [Dim](repeating: part, count: count - 1) + [last]
    }
  }

  /// The elements of a part of a known vector.
  private func elements(_ input: Fact, from start: Dim, _ count: Dim) -> [Dim]? {
    guard input.shape.rank == 1, let elements = input.elements, let start = start.value,
      let count = count.value, start + count <= elements.count
    else { return nil }
    return Array(elements[start..<start + count])
  }

  /// Every element of the input belongs to one part.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: n)
  }

  public var storage: Storage { .view }
}
