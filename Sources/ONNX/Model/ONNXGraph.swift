import RLANetworks

/// A graph of a model: the whole network, a branch, or the body of a loop.
public struct ONNXGraph: Hashable, Sendable {
  public internal(set) var name = ""
  public internal(set) var nodes: [ONNXNode] = []
  public internal(set) var initializers: [ONNXTensor] = []
  public internal(set) var inputs: [ONNXValueInfo] = []
  public internal(set) var outputs: [ONNXValueInfo] = []
  /// What the file says of values inside, which is a hint and may be stale.
  public internal(set) var values: [ONNXValueInfo] = []
}

/// An application of an operator, or a call of a function of the model.
public struct ONNXNode: Hashable, Sendable {
  // Graphs have up to millions of nodes, which every pass copies: one reference is cheap to copy.
  private let content: Content

  private final class Content: Sendable {
    let fields: Fields

    init(_ fields: consuming Fields) { self.fields = fields }
  }

  struct Fields: Hashable, Sendable {
    let shownName: String
    /// Whether the shown name is that of the node.
    let isNamed: Bool
    let type: ONNXNodeType
    let inputs: ONNXNames
    let outputs: ONNXNames
    let attributes: [ONNXAttribute]
    let properties: Properties
  }

  /// What the file says of a node beyond its operator.
  struct Properties: Hashable, Sendable {
    var scopes: String?
    var notes: [String: String] = [:]
    var dropsBias = false
  }

  init(_ fields: consuming Fields) { content = Content(fields) }

  /// Empty for a node without a name.
  public var name: String { content.fields.isNamed ? content.fields.shownName : "" }
  /// The name of the node, or of its first output where it has none.
  public var shownName: String { content.fields.shownName }
  public var type: String { content.fields.type.name }
  /// Empty for the operators of ONNX itself.
  public var domain: String { content.fields.type.domain }
  public var overload: String { content.fields.type.overload }
  /// The number of its type among those of the model.
  var typeNumber: Int { content.fields.type.number }
  /// Names of values; empty where an optional one is left out.
  public var inputs: ONNXNames { content.fields.inputs }
  public var outputs: ONNXNames { content.fields.outputs }
  public var attributes: [ONNXAttribute] { content.fields.attributes }
  /// The modules around the node as PyTorch's newer exporter writes them, a list of Python.
  public var scopes: String? { content.fields.properties.scopes }
  /// Whether PyTorch's newer exporter left out a bias of zeros.
  var dropsBias: Bool { content.fields.properties.dropsBias }
  /// What this program writes of a node: the stage, the part, what is in place.
  public var notes: [String: String] { content.fields.properties.notes }

  /// The node with other attributes.
  func with(_ attributes: [ONNXAttribute]) -> ONNXNode {
    let fields = content.fields
    return ONNXNode(
      Fields(
        shownName: fields.shownName, isNamed: fields.isNamed, type: fields.type,
        inputs: fields.inputs, outputs: fields.outputs, attributes: attributes,
        properties: fields.properties))
  }

  public static func == (left: ONNXNode, right: ONNXNode) -> Bool {
    left.content.fields == right.content.fields
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(content.fields) }

  /// The type with its domain: `com.microsoft.FusedConv`.
  var qualifiedType: String { content.fields.type.qualifiedName }

  /// How sentences name the node.
  var place: ONNXFailure.Place { .node(shownName, type: qualifiedType) }
}

/// A named argument of a node.
public struct ONNXAttribute: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case float(Double)
    case int(Int)
    case string(String)
    // Both are larger than all others, which are many more.
    indirect case tensor(ONNXTensor)
    indirect case graph(ONNXGraph)
    case floats([Double])
    case ints([Int])
    case strings([String])
    /// Kinds that no operator here reads.
    case other
    /// The attribute of this name of the function that the node belongs to.
    case reference(String)
  }

  public internal(set) var name = ""
  public internal(set) var value = Value.other
}

/// A function of a model, which nodes call by its domain and name.
public struct ONNXFunction: Hashable, Sendable {
  public internal(set) var name = ""
  public internal(set) var domain = ""
  public internal(set) var overload = ""
  public internal(set) var inputs: [ONNXName] = []
  public internal(set) var outputs: [ONNXName] = []
  /// Names of attributes that calls give.
  public internal(set) var attributes: [String] = []
  /// Attributes with the values that they have where a call does not give them.
  public internal(set) var defaults: [ONNXAttribute] = []
  public internal(set) var nodes: [ONNXNode] = []
  public internal(set) var opsets: [String: Int] = [:]
}

/// A model as its file describes it; elements of large tensors stay in the file.
public struct ONNXModel: Hashable, Sendable {
  public internal(set) var version = 0
  /// The program that wrote the file: `pytorch 2.15.0`.
  public internal(set) var producer = ""
  /// By domain, the version of its operators.
  public internal(set) var opsets: [String: Int] = [:]
  public internal(set) var graph = ONNXGraph()
  public internal(set) var functions: [ONNXFunction] = []
  /// The names of all values by their numbers, the empty one first.
  var names = TextList()
  /// The types of all nodes by their numbers.
  var types: [ONNXNodeType] = []
}

extension ONNXModel {
  /// The nodes that the file has, those of bodies and functions included.
  var nodeCount: Int {
    functions.reduce(graph.nodeCount) { $0 + $1.nodes.count + $1.nodes.bodyNodeCount }
  }

  /// The names of the nodes of the main graph that run one of two branches.
  public var branchNames: [String] {
    guard types.contains(where: { $0.name == "If" }) else { return [] }
    return graph.nodes.filter { $0.type == "If" && $0.domain.isEmpty }.map(\.shownName)
  }
}

extension ONNXGraph {
  fileprivate var nodeCount: Int { nodes.count + nodes.bodyNodeCount }
}

extension [ONNXNode] {
  fileprivate var bodyNodeCount: Int {
    lazy.flatMap(\.attributes).reduce(0) { sum, attribute in
      if case .graph(let body) = attribute.value { sum + body.nodeCount } else { sum }
    }
  }
}
