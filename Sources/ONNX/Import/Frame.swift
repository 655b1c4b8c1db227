import RLANetworks

/// A graph, or a call of a function, while its nodes are imported: what its names stand for.
final class Frame {
  // Unchecked: every node comes here several times, and what is stored calls nothing.
  @exclusivity(unchecked) private var values: NamedValues
  /// The names of the model by their numbers.
  let names: TextList
  /// By domain, the version of the operators.
  let opsets: [String: Int]
  /// That of the operators of ONNX itself, to which nearly all nodes belong.
  private let ownVersion: Int?
  /// Arguments of the call, for attributes that refer to them.
  let arguments: [String: ONNXAttribute.Value]
  /// Stands before the names of nodes: the call, or the node with the body.
  let path: String
  /// The module that the code belongs to; empty for the outermost.
  let scope: String
  /// The modules of the nodes of a whole graph; nil for a function or a body.
  let paths: NodePaths?
  /// Stands before the keys of tensors; equal for all calls of a function.
  let key: String
  /// Whether it is the main graph.
  private let isWhole: Bool
  /// Whether the graph is nothing but the call of a function.
  let isSingleCall: Bool
  /// What the file says of values.
  let hints: ValueHints
  /// Inputs of a function that the call leaves out.
  let absent: Set<ONNXName>
  /// How many bodies of loops are around the nodes.
  let loops: Int
  /// The functions that are being expanded, innermost last.
  let calls: [ImportContext.FunctionKey]
  /// What reads the products among its nodes.
  var readers = ProductReaders.none
  /// By number, nodes that a layer before them includes, with the name of its result.
  @exclusivity(unchecked) private var absorbed: [Int: ONNXName] = [:]

  init(
    names: TextList, opsets: [String: Int], arguments: [String: ONNXAttribute.Value] = [:],
    path: String = "",
    scope: String = "", paths: NodePaths? = nil, key: String = "",
    hints: ValueHints = ValueHints(), absent: Set<ONNXName> = [], loops: Int = 0,
    calls: [ImportContext.FunctionKey] = [], isSingleCall: Bool = false, isWhole: Bool = false
  ) {
    values = NamedValues(nameCount: isWhole ? names.count : 0)
    self.names = names
    self.opsets = opsets
    ownVersion = Self.version(ofDomain: "", opsets)
    self.arguments = arguments
    self.path = path
    self.scope = scope
    self.paths = paths
    self.key = key
    self.isWhole = isWhole
    self.hints = hints
    self.absent = absent
    self.loops = loops
    self.calls = calls
    self.isSingleCall = isSingleCall
  }

  /// Each body of a loop is inferred until its sizes stay, and so anew in each run of the loop
  /// around it; more bodies inside each other than these are refused.
  static let mostLoops = 6

  /// The version of the operators of a domain; nil where the model does not say it.
  func version(ofDomain domain: String) -> Int? {
    domain.isEmpty ? ownVersion : Self.version(ofDomain: domain, opsets)
  }

  private static func version(ofDomain domain: String, _ opsets: [String: Int]) -> Int? {
    // A file without any versions is older than the list of them.
    opsets[domain] ?? (opsets.isEmpty ? 1 : nil)
  }

  func text(of name: ONNXName) -> String { names[name.number] }

  /// Which tensor a name stands for, equal in all calls of a function.
  func key(of name: ONNXName) -> TensorKey {
    isWhole && !name.isEmpty ? .value(name) : .text(key + text(of: name))
  }

  /// Which tensor a result of a node is that is known before anything runs; in each call of a
  /// function another one.
  ///
  /// - Parameters:
  ///   - name: The name of the result; empty where the node gives it none.
  ///   - position: Its number among the results of the node.
  /// - Returns: The tensor.
  func key(ofResult name: ONNXName, _ position: Int) -> TensorKey {
    isWhole && !name.isEmpty ? .value(name) : .text("\(path)\(key)\(text(of: name))#\(position)")
  }

  func value(_ name: ONNXName) -> ImportedValue? { values[name] }

  /// Gives a value its name.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - value: What it stands for.
  ///   - node: The node that makes the value; nil for an input or a tensor.
  /// - Throws: `ONNXFailure` where another value of the frame has the name.
  func define(
    _ name: ONNXName, _ value: ImportedValue, by node: ONNXNode? = nil
  ) throws(ONNXFailure) {
    if values[name] != nil {
      throw ONNXFailure(.repeatedName(text(of: name)), at: node?.place ?? .value(text(of: name)))
    }
    values[name] = value
  }

  /// Leaves out a node, whose result is then that of another one.
  func absorb(_ node: Int, into result: ONNXName) { absorbed[node] = result }

  /// The result of a node that a layer before it includes; nil for any other.
  func absorbedResult(ofNode node: Int) -> ImportedValue? {
    absorbed[node].flatMap(value)
  }

  /// Lets a name of the surrounding graph be seen, which an own name must not repeat.
  func show(_ name: ONNXName, _ value: ImportedValue) { values[name] = value }

  /// What each name stands for: the number of a value, or what is known of a tensor that no node
  /// computes.
  var shownNames: (values: [String: ValueID], constants: [String: Fact]) {
    var numbers: [String: ValueID] = [:]
    var constants: [String: Fact] = [:]
    for number in 0..<names.count {
      switch values[ONNXName(number)] {
      case nil, .sequence: continue
      case .computed(let value): numbers[names[number]] = value.id
      case .stored(let tensor): constants[names[number]] = tensor.fact
      }
    }
    return (numbers, constants)
  }
}
