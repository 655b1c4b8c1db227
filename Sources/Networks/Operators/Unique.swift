import RLASymbolic

/// The different elements, or slices along an axis, of a tensor.
///
/// Shapes: any of n elements → count elements, the index of the first of each, n indices of the elements
/// among them, and count numbers of equal ones; with an axis, the tensor with count along it, and n
/// is the size of the axis. The count is known only at run time. ONNX `Unique`, version 11;
/// `torch.unique`, PyTorch 2.13.
public struct Unique: SizedByRunning {
  public static let kind = OperatorKind(
    "Unique", .reduction, onnx: ["Unique"],
    outputs: ["Y", "indices", "inverse_indices", "counts"].map { OperatorKind.Port($0) })

  /// Counted from the end where negative; nil for all elements.
  public let axis: Int?

  /// Whether the results ascend, not stand in the order in which they occur first.
  public let isSorted: Bool
  public let count: Int?

  /// - Parameters:
  ///   - axis: The axis; nil for all elements.
  ///   - sorted: Whether the results ascend.
  ///   - count: How many there are, where a run has told it.
  public init(axis: Int? = nil, sorted: Bool = true, count: Int? = nil) {
    self.axis = axis
    isSorted = sorted
    self.count = count
  }

  public func sized(_ count: Int) -> Unique {
    Unique(axis: axis, sorted: isSorted, count: count)
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.unique", aten: "unique", "_unique2")

  public var title: String { "unique" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    var shape = axis == nil ? [input.shape.elements] : input.shape
    let axis = try shape.axis(self.axis ?? 0)
    let size = shape.dims[axis]
    let count = self.count.map { Dim($0) } ?? requirements.unknownSize(atMost: size)
    shape.dims[axis] = count
    return [
      Fact(input.type, shape), Fact(.int64, [count]), Fact(.int64, [size]), Fact(.int64, [count]),
    ]
  }

  /// One comparison for each element, which every algorithm needs; how many more depends on the
  /// algorithm and the data.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: outputs[0].shape.elements, comparisons: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
