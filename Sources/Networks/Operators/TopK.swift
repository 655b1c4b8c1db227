public import RLASymbolic

/// The k largest or smallest elements along an axis, with their indices.
///
/// Shapes: any → twice the same with k along the axis: the elements, and their indices as 64-bit
/// integers.
public struct TopK: Operator {
  public static let kind = OperatorKind(
    "TopK", .reduction, onnx: ["TopK"],
    inputs: [OperatorKind.Port("X"), OperatorKind.Port("K", .optional, reads: .attributes)],
    outputs: [OperatorKind.Port("Values"), OperatorKind.Port("Indices")])

  /// k; nil where the second input has it.
  public let count: Dim?
  /// Counted from the end where negative.
  public let axis: Int
  /// Whether the largest elements are taken, not the smallest.
  public let takesLargest: Bool
  /// Whether the elements are sorted.
  public let isSorted: Bool

  /// - Parameters:
  ///   - count: k; nil where the second input has it.
  ///   - axis: The axis along which they are taken, counted from the end where negative.
  ///   - largest: Whether the largest elements are taken, not the smallest.
  ///   - sorted: Whether the elements are sorted.
  public init(_ count: Dim? = nil, axis: Int = -1, largest: Bool = true, sorted: Bool = true) {
    self.count = count
    self.axis = axis
    takesLargest = largest
    isSorted = sorted
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.topk", aten: "topk")

  public var title: String { count.map { "top \($0)" } ?? "top k" }

  public var weights: [Weight] { [] }

  /// Where k is known only at run time, it is a new symbol.
  ///
  /// - Throws: `ShapeMismatch.elements` where the axis has fewer than k elements or k is negative.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let axis = try input.shape.axis(self.axis)
    var shape = input.shape
    if let count = count ?? inputs.optional(1)?.element {
      let mismatch = ShapeMismatch.elements(expected: shape.dims[axis], actual: count)
      try requirements.require(.atLeast(count, 0), otherwise: mismatch)
      try requirements.require(.atLeast(shape.dims[axis], count), otherwise: mismatch)
      shape.dims[axis] = count
    } else {
      shape.dims[axis] = requirements.unknownSize(atMost: shape.dims[axis])
    }
    return [Fact(input.type, shape), Fact(.int64, shape)]
  }

  /// One comparison for each element, which every algorithm needs; how many more depends on the
  /// algorithm and the data.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: outputs[0].shape.elements, comparisons: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .indices }
}
