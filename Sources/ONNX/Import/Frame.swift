import RLANetworks

/// A graph, or a call of a function, while its nodes are imported: what its names stand for.
final class Frame {
  private var values: [String: ImportedValue] = [:]
  /// By domain, the version of the operators.
  let opsets: [String: Int]
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
  /// Whether the graph is nothing but the call of a function.
  let isSingleCall: Bool
  /// What the file says of values.
  let hints: [String: ONNXValueType]
  /// Inputs of a function that the call leaves out.
  let absent: Set<String>
  /// How many bodies of loops are around the nodes.
  let loops: Int
  /// The functions that are being expanded, innermost last.
  let calls: [ImportContext.FunctionKey]
  /// What reads the products among its nodes.
  var readers = ProductReaders.none
  /// By number, nodes that a layer before them includes, with the name of its result.
  private var absorbed: [Int: String] = [:]

  init(
    opsets: [String: Int], arguments: [String: ONNXAttribute.Value] = [:], path: String = "",
    scope: String = "", paths: NodePaths? = nil, key: String = "",
    hints: [String: ONNXValueType] = [:], absent: Set<String> = [], loops: Int = 0,
    calls: [ImportContext.FunctionKey] = [], isSingleCall: Bool = false
  ) {
    self.opsets = opsets
    self.arguments = arguments
    self.path = path
    self.scope = scope
    self.paths = paths
    self.key = key
    self.hints = hints
    self.absent = absent
    self.loops = loops
    self.calls = calls
    self.isSingleCall = isSingleCall
  }

  /// Each body of a loop is inferred until its sizes stay, and so anew in each run of the loop
  /// around it; more bodies inside each other than these are refused.
  static let mostLoops = 6

  /// Makes room for the results of as many nodes.
  func reserve(_ count: Int) { values.reserveCapacity(values.count + count) }

  func value(_ name: String) -> ImportedValue? { values[name] }

  /// Gives a value its name.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - value: What it stands for.
  ///   - node: The node that makes the value; nil for an input or a tensor.
  /// - Throws: `ONNXFailure` where another value of the frame has the name.
  func define(
    _ name: String, _ value: ImportedValue, by node: ONNXNode? = nil
  ) throws(ONNXFailure) {
    if values.updateValue(value, forKey: name) != nil {
      throw ONNXFailure(.repeatedName(name), at: node?.place ?? .value(name))
    }
  }

  /// Leaves out a node, whose result is then that of another one.
  func absorb(_ node: Int, into result: String) { absorbed[node] = result }

  /// The result of a node that a layer before it includes; nil for any other.
  func absorbedResult(ofNode node: Int) -> ImportedValue? {
    absorbed[node].flatMap(value)
  }

  /// Lets a name of the surrounding graph be seen, which an own name must not repeat.
  func show(_ name: String, _ value: ImportedValue) { values[name] = value }

  /// What each name stands for: the number of a value, or what is known of a tensor that no node
  /// computes.
  var names: (values: [String: ValueID], constants: [String: Fact]) {
    var numbers: [String: ValueID] = [:]
    numbers.reserveCapacity(values.count)
    var constants: [String: Fact] = [:]
    for (name, value) in values {
      switch value {
      case .computed(let value): numbers[name] = value.id
      case .stored(let tensor): constants[name] = tensor.fact
      case .sequence: continue
      }
    }
    return (numbers, constants)
  }
}
