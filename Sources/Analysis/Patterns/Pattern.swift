public import RLANetworks

/// Several nodes that are one operation to a person, such as a GELU that an exporter wrote as a
/// division, an error function, a sum and two products.
///
/// A pattern only names its nodes. Each of them stays what it is, and whatever is counted is counted
/// by node.
public struct Pattern: Hashable, Sendable {
  /// What the nodes are together.
  public struct Kind: Hashable, Sendable {
    /// The name that reports print: that of the operator that does the same, where there is one.
    public let name: String

    init(_ name: String) {
      self.name = name
    }

    package init(_ kind: OperatorKind) {
      name = kind.name
    }
  }

  /// What distinguishes patterns of a kind: ε, axes, a scale.
  public struct Attribute: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
      case number(Double)
      case integers([Int])
      case text(String)
    }

    /// As ONNX calls it where it has an operator for the pattern: `epsilon`.
    public let name: String
    public let value: Value

    init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  public let kind: Kind
  /// Numbers of nodes of the network, in order of execution: the last one makes the result, and
  /// nothing outside reads what the others make.
  public let nodes: [Int]
  public let attributes: [Attribute]
  /// The values that the nodes read or make, by the names in the formula of the rule: `x`, `scale`.
  package let operands: [String: ValueID]

  /// The node that makes the result.
  public var root: Int { nodes[nodes.count - 1] }

  /// The number of an attribute; nil where there is none.
  package func number(_ name: String) -> Double? {
    guard case .number(let number)? = attributes.first(where: { $0.name == name })?.value else {
      return nil
    }
    return number
  }

  /// The whole numbers of an attribute; nil where there are none.
  package func integers(_ name: String) -> [Int]? {
    guard case .integers(let numbers)? = attributes.first(where: { $0.name == name })?.value else {
      return nil
    }
    return numbers
  }
}

extension Pattern.Attribute {
  static func number(_ name: String, _ number: Double) -> Self { Self(name, .number(number)) }
  static func integers(_ name: String, _ numbers: [Int]) -> Self { Self(name, .integers(numbers)) }
  static func text(_ name: String, _ text: String) -> Self { Self(name, .text(text)) }
}

extension Network {
  /// The innermost module path that all nodes of a pattern stand in; empty for the whole network.
  public func scope(of pattern: Pattern) -> String {
    pattern.nodes.dropLast().reduce(scope(ofNode: pattern.root)) {
      ModulePath.common($0, scope(ofNode: $1))
    }
  }

  /// The module that a function is called in; of a layer, the module around it.
  private func scope(ofNode index: Int) -> String {
    let path = modulePath(of: nodes[index])
    return nodes[index].layer == nil ? path : ModulePath.around(path)
  }
}
