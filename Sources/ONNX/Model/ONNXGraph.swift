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
  public internal(set) var name = ""
  public internal(set) var type = ""
  /// Empty for the operators of ONNX itself.
  public internal(set) var domain = ""
  public internal(set) var overload = ""
  /// Names of values; empty where an optional one is left out.
  public internal(set) var inputs: [String] = []
  public internal(set) var outputs: [String] = []
  public internal(set) var attributes: [ONNXAttribute] = []
  /// The modules around the node as PyTorch's newer exporter writes them, a list of Python.
  public internal(set) var scopes: String?
  /// What this program writes of a node beyond its operator: the stage, the part, what is in place.
  public internal(set) var notes: [String: String] = [:]

  /// The type with its domain: `com.microsoft.FusedConv`.
  var qualifiedType: String { domain.isEmpty ? type : "\(domain).\(type)" }

  /// How sentences name the node.
  var place: ONNXFailure.Place {
    .node(name.isEmpty ? outputs.first { !$0.isEmpty } ?? "" : name, type: qualifiedType)
  }
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
  public internal(set) var inputs: [String] = []
  public internal(set) var outputs: [String] = []
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
  /// A sentence for the people who open the file.
  public internal(set) var documentation = ""
  /// Norms whose layers the graph has folded, for whoever writes the elements of the filters.
  var foldedNorms: [FoldedNorm] = []
  /// What this program writes of the network; not read.
  public internal(set) var notes: [String: String] = [:]
}

extension ONNXModel {
  /// The nodes that the file has, those of bodies and functions included.
  var nodeCount: Int {
    functions.reduce(graph.nodeCount) { $0 + $1.nodes.count + $1.nodes.bodyNodeCount }
  }

  /// The names of the nodes of the main graph that run one of two branches.
  public var branchNames: [String] {
    graph.nodes.filter { $0.type == "If" && $0.domain.isEmpty }.map(\.place.name)
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
