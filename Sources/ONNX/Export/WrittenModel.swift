/// A model that a network is written as.
public struct WrittenModel: Hashable, Sendable {
  var version = 0
  /// The program that writes the file.
  var producer = ""
  /// A sentence for the people who open the file.
  var documentation = ""
  /// By domain, the version of its operators.
  var opsets: [String: Int] = [:]
  package internal(set) var graph = WrittenGraph()
  var functions: [WrittenFunction] = []
  /// Norms whose layers the graph has folded, for whoever writes the elements of the filters.
  var foldedNorms: [FoldedNorm] = []
  /// By the name of an initializer, that of its elements where it is another.
  var sources: [String: String] = [:]
  /// What the file says of the whole network, by key.
  var notes: [String: String] = [:]
}

/// The graph of a model that is written.
package struct WrittenGraph: Hashable, Sendable {
  var name = ""
  package internal(set) var nodes: [WrittenNode] = []
  package internal(set) var initializers: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  package internal(set) var outputs: [ONNXValueInfo] = []
  /// What is known of values inside.
  var values: [ONNXValueInfo] = []
}

/// A function of a model that is written, which nodes call by its domain and name.
struct WrittenFunction: Hashable, Sendable {
  var name: String
  var domain: String
  var inputs: [String]
  var outputs: [String]
  var nodes: [WrittenNode]
  var opsets: [String: Int]
}

/// An application of an operator, or a call of a function, that is written.
///
/// A node of a file holds the numbers of names and never changes; one that is written makes names.
package struct WrittenNode: Hashable, Sendable {
  var name: String
  package internal(set) var type: String
  /// Empty for the operators of ONNX itself.
  var domain = ""
  /// Names of values; empty where an optional one is left out.
  package internal(set) var inputs: [String]
  var outputs: [String]
  var attributes: [ONNXAttribute]
  /// The graphs that it runs.
  var bodies: [WrittenBody]
  /// The modules around the node, a list of Python.
  var scopes: String?
  /// What the file says of the node beyond its operator.
  package internal(set) var notes: [String: String] = [:]

  /// - Parameters:
  ///   - type: The type, behind its domain where that is not the one of ONNX.
  ///   - name: The name, which no other node of the graph has.
  ///   - inputs: Names of values; empty where an optional one is left out.
  ///   - outputs: Names of values.
  ///   - attributes: All but graphs.
  ///   - bodies: The graphs that it runs.
  init(
    _ type: String, _ name: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [ONNXAttribute] = [], bodies: [WrittenBody] = []
  ) {
    let words = type.split(separator: ".")
    self.type = words.last.map { String($0) } ?? type
    domain = words.dropLast().joined(separator: ".")
    self.bodies = bodies
    self.name = name
    // Optional inputs at the end are left out.
    self.inputs = Array(inputs[..<(inputs.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)])
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// A graph that a node runs, under the name of its attribute.
struct WrittenBody: Hashable, Sendable {
  var name: String
  var graph: WrittenGraph
}
