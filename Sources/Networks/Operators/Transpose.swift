import RLASymbolic

/// The axes of a tensor in another order.
///
/// Shapes: d₀×d₁×… → d(p₀)×d(p₁)×… for the permutation p.
public struct Transpose: Rearrangement {
  public static let kind = OperatorKind("Transpose", .movement, onnx: ["Transpose"])

  /// By axis of the result, the axis of the input; nil for the reverse order.
  public let permutation: [Int]?

  public init(_ permutation: [Int]? = nil) {
    self.permutation = permutation
  }

  /// By axis of the result, the axis of an input of this rank.
  public func axes(rank: Int) -> [Int] { permutation ?? (0..<rank).reversed() }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "Tensor.permute", aten: "permute", "transpose", "t", "numpy_T")

  public var title: String {
    permutation.map { "transpose \($0.map(String.init).joined(separator: " "))" } ?? "transpose"
  }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let order = axes(rank: input.shape.rank)
    guard order.count == input.shape.rank else {
      throw .rank(expected: order.count, actual: input.shape.rank)
    }
    guard order.sorted() == Array(input.shape.dims.indices) else {
      throw .axis(order.max() ?? 0, rank: input.shape.rank)
    }
    let shape = Shape(order.map { input.shape.dims[$0] })
    let elements = input.elements.flatMap { elements -> [Dim]? in
      guard order.count > 1, let strides = input.shape.strides else { return elements }
      return input.moved(to: shape, from: 0, strides: order.map { strides[$0] })
    }
    return [Fact(input.type, shape, elements: elements)]
  }

  public var storage: Storage { .view }
}
