import RLASymbolic

/// Random zeroing of elements in training; nothing in inference.
public struct Dropout: Operator {
  public static let kind = OperatorKind("Dropout", .movement, onnx: ["Dropout"])

  /// The share of elements that training sets to zero.
  public let rate: Double

  public init(rate: Double) {
    self.rate = rate
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    module: "Dropout", function: "F.dropout", aten: "dropout", "native_dropout")

  public var title: String { "dropout" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [inputs[0]]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let elements = outputs[0].shape.elements
    return Work(inputElements: elements, outputElements: elements)
  }

  public var storage: Storage { .view }

  public var savedTensors: SavedTensors { .output }
}
