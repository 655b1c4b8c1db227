import RLASymbolic

/// An operator of a file that has no rule here: what it returns is what the file says, and what it
/// costs is not known.
///
/// Shapes: any → the declared ones, or those of some inputs. Reports count it as unknown.
public struct UnknownOperator: Operator {
  public let kind: OperatorKind
  /// What is known of the results.
  public let form: Form
  public let torch: TorchNames

  public enum Form: Hashable, Sendable {
    /// What the file says of them.
    case declared([Fact])
    /// They have the types and shapes of the inputs in these positions.
    case like([Int])

    var count: Int {
      switch self {
      case .declared(let facts): facts.count
      case .like(let positions): positions.count
      }
    }
  }

  /// - Parameters:
  ///   - kind: The kind, which all operators of one type of node share.
  ///   - form: What is known of the results.
  public init(_ kind: OperatorKind, _ form: Form) {
    self.kind = kind
    self.form = form
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
    switch form {
    case .declared(let facts): facts
    case .like(let positions): positions.map { Fact(inputs[$0].type, inputs.shape($0)) }
    }
  }

  /// Only the elements that it reads and makes are known.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let made = (0..<form.count).reduce(0) { $0 + outputs[$1].shape.elements }
    return Work(
      inputElements: inputs.present.reduce(0) { $0 + $1.shape.elements }, outputElements: made)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .inputs }
}
