/// The name of an operator and the key of every table about operators.
///
/// The set of kinds is open: each is declared in the file of its operator, and two are equal when
/// they are the same declaration.
public final class OperatorKind: Sendable {
  /// What operators of a kind have in common, for tables about all of them.
  public enum Category: String, CaseIterable, Sendable {
    /// Products of matrices, convolutions among them.
    case product
    case normalization
    case pooling
    /// Functions of one element.
    case activation
    /// Functions of two elements.
    case arithmetic
    case reduction
    /// Moves, copies or renames elements.
    case movement
    /// Computes with sizes.
    case shape
    /// Runs bodies.
    case control
    case custom
  }

  /// An input or an output of a kind.
  public struct Port: Hashable, Sendable {
    public enum Presence: Hashable, Sendable {
      case required
      case optional
      /// Any number of values; only for the last port.
      case variadic
    }

    /// What an operator reads of an input.
    public enum Use: Hashable, Sendable {
      case elements
      /// Only the sizes: it passes no gradient and moves no element.
      case sizes
      /// Whole numbers that determine the shape of the result: it passes no gradient.
      case attributes
      /// The same for numbers that need not be whole, or truths.
      case numbers
    }

    public let name: String
    public let presence: Presence
    public let use: Use

    public init(_ name: String, _ presence: Presence = .required, reads use: Use = .elements) {
      self.name = name
      self.presence = presence
      self.use = use
    }
  }

  /// The name that reports print.
  public let name: String
  public let category: Category
  /// The types of ONNX nodes for this operator, in the domain ai.onnx unless prefixed.
  public let onnx: [String]
  public let inputs: [Port]
  public let outputs: [Port]

  public init(
    _ name: String, _ category: Category, onnx: [String] = [],
    inputs: [Port] = [Port("X")], outputs: [Port] = [Port("Y")]
  ) {
    self.name = name
    self.category = category
    self.onnx = onnx
    self.inputs = inputs
    self.outputs = outputs
    let isVariadic = inputs.last?.presence == .variadic
    inputLimits =
      inputs.prefix { $0.presence == .required }.count...(isVariadic ? .max : inputs.count)
    readsAllElements = inputs.allSatisfy { $0.use == .elements }
  }

  /// How many inputs a node of this kind may have, omitted ones included.
  public let inputLimits: ClosedRange<Int>
  /// Whether the elements of every input are read.
  public let readsAllElements: Bool

  /// Whether no result depends on the elements of an input.
  public var makesNewElements: Bool { inputs.allSatisfy { $0.use != .elements } }

  /// The port of the input in a position; variadic ports repeat.
  public func port(ofInput position: Int) -> Port { inputs[min(position, inputs.count - 1)] }
}

extension OperatorKind {
  /// Kinds with the ports and the category of others, whose names have a prefix.
  ///
  /// - Parameters:
  ///   - prefix: What stands before the name of the other kind.
  ///   - onnx: The node types of ONNX of each new kind, by the other kind.
  /// - Returns: The new kinds by the others.
  static func derived(
    _ prefix: String, onnx: [OperatorKind: [String]]
  ) -> [OperatorKind: OperatorKind] {
    Dictionary(
      uniqueKeysWithValues: onnx.map { base, names in
        let kind = OperatorKind(
          prefix + base.name, base.category, onnx: names, inputs: base.inputs,
          outputs: base.outputs)
        return (base, kind)
      })
  }
}

extension OperatorKind: Hashable {
  public static func == (left: OperatorKind, right: OperatorKind) -> Bool { left === right }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension OperatorKind: CustomStringConvertible {
  public var description: String { name }
}
