import RLASymbolic

/// Elements that data choose, so that only running tells how many there are.
///
/// Shapes: any → a vector, or the same with a shorter axis, of a size that is a new symbol. ONNX
/// Compress and Unique, version 11.
public struct ElementSelection: Rearrangement {
  /// What is chosen.
  public enum Form: Hashable, Sendable, CaseIterable {
    /// Positions where a second input holds.
    case compress
    /// Each value once; further results are indices and counts.
    case unique
  }

  public let form: Form
  /// The axis, counted from the end where negative; nil for all elements as a vector.
  public let axis: Int?

  public init(_ form: Form, axis: Int? = nil) {
    self.form = form
    self.axis = axis
  }

  public var kind: OperatorKind { form == .compress ? .compress : .unique }

  public var torch: TorchNames { form == .compress ? Self.compress : Self.unique }

  private static let compress = TorchNames(function: "torch.masked_select", aten: "masked_select")
  private static let unique = TorchNames(function: "torch.unique", aten: "unique_dim", "_unique2")

  public var title: String { form == .compress ? "compress" : "unique" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    let count = requirements.unknownSize("count")
    let whole: Dim
    if let axis {
      let number = try shape.axis(axis)
      whole = shape.dims[number]
      shape.dims[number] = count
    } else {
      whole = shape.elements
      shape = [count]
    }
    let result = Fact(inputs[0].type, shape)
    if form == .compress { return [result] }
    return [result, Fact(.int64, [count]), Fact(.int64, [whole]), Fact(.int64, [count])]
  }

  public var storage: Storage { .fresh }
}

extension OperatorKind {
  public static let compress = OperatorKind(
    "Compress", .movement, onnx: ["Compress"], inputs: [Port("input"), Port("condition")])
  public static let unique = OperatorKind(
    "Unique", .reduction, onnx: ["Unique"], inputs: [Port("X")],
    outputs: ["Y", "indices", "inverse_indices", "counts"].map { Port($0) })
}
