import RLASymbolic

/// The positions of the elements that are not 0.
///
/// Shapes: any of rank r → r×count, 64-bit integers; the count is known only at run time and at most
/// the number of elements. ONNX `NonZero`, version 13; `torch.nonzero`, PyTorch 2.13, returns the
/// transpose.
public struct NonZero: SizedByRunning {
  public static let kind = OperatorKind("NonZero", .movement, onnx: ["NonZero"])

  public let count: Int?

  /// - Parameter count: How many there are, where a run has told it.
  public init(count: Int? = nil) {
    self.count = count
  }

  public func sized(_ count: Int) -> NonZero { NonZero(count: count) }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.nonzero", aten: "nonzero")

  public var title: String { "nonzero" }

  public var weights: [Weight] { [] }

  /// Where the elements are known, so are their positions.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let rank = Dim(input.shape.rank)
    if let positions = positions(input) {
      let columns = input.shape.dims.indices.flatMap { axis in positions.map { Dim($0[axis]) } }
      return [Fact(.int64, [rank, Dim(positions.count)], elements: columns)]
    }
    let count =
      count.map { Dim($0) } ?? requirements.unknownSize(atMost: input.shape.elements)
    return [Fact(.int64, [rank, count])]
  }

  private func positions(_ input: Fact) -> [[Int]]? {
    guard let elements = input.elements, let positions = input.shape.positions else { return nil }
    let areZero = elements.map { $0.isEqual(to: 0) }
    if areZero.contains(nil) { return nil }
    return zip(positions, areZero).compactMap { $1 == false ? $0 : nil }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: outputs[0].shape.elements, comparisons: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
