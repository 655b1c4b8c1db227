import RLASymbolic

/// An operator of a file that has no rule here: what it returns is what the file says, and what it
/// costs is not known.
///
/// Shapes: any → the declared ones, or those of the first input. Reports count it as unknown.
public struct UnknownOperator: Operator {
  public let kind: OperatorKind
  /// What the file says of the results; nil for one result like the first input.
  public let declared: [Fact]?
  public let torch: TorchNames

  /// - Parameters:
  ///   - kind: The kind, which all operators of one type of node share.
  ///   - declared: What the file says of the results; nil for one result like the first input.
  public init(_ kind: OperatorKind, declared: [Fact]?) {
    self.kind = kind
    self.declared = declared
    torch = TorchNames(function: kind.name)
  }

  /// The kind of the operators of a type of node, with its domain.
  public static func kind(ofType type: String) -> OperatorKind {
    OperatorKind(
      type, .custom, inputs: [OperatorKind.Port("inputs", .variadic)],
      outputs: [OperatorKind.Port("outputs", .variadic)])
  }

  public var title: String { kind.name }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    declared ?? [Fact(inputs[0].type, inputs.shape())]
  }

  /// Only the elements that it reads and makes are known.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let made = (0..<(declared?.count ?? 1)).reduce(0) { $0 + outputs[$1].shape.elements }
    return Work(
      inputElements: inputs.present.reduce(0) { $0 + $1.shape.elements }, outputElements: made)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
