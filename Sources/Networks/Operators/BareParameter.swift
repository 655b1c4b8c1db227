public import RLASymbolic

/// A learned tensor that code keeps as a bare `nn.Parameter`, outside of every layer: λ, a class
/// token, embeddings of positions.
///
/// Shapes: nothing → the shape of the parameter. Tools that hook modules miss it; its path is that
/// of the module that holds it.
public struct BareParameter: Operator {
  public static let kind = OperatorKind("Parameter", .movement, inputs: [])

  /// The attribute that holds it, the last part of its key in the state_dict.
  public let name: String
  public let shape: Shape

  public init(_ name: String, _ shape: Shape) {
    self.name = name
    self.shape = shape
  }

  public var kind: OperatorKind { Self.kind }

  /// No call of any code: the trace of a network has it as an input.
  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "nn.Parameter", aten: "Parameter")

  public var title: String { name }

  public var weights: [Weight] { [Weight(name, shape)] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [.float(shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    Work(inputElements: 0, outputElements: shape.elements)
  }

  /// The tensor itself, in the memory of the parameters.
  public var storage: Storage { .view }

  public var savedTensors: SavedTensors { .nothing }
}
