import RLANetworks
import RLASymbolic

/// Writes the nodes of a network, or of a body, as nodes of a graph.
final class GraphExporter {
  let opset: Int
  private let network: Network
  private let facts: [Fact]
  private let bodyFacts: [Int: [NetworkFacts?]]
  private let norms: FoldedNorms
  private let file: ExportedFile
  private var result = WrittenGraph()
  private var proposalsName: String?
  /// By value, its name in the graph.
  private var valueNames: [String]
  /// By layer, the names of its weights; empty for one that the graph does not have.
  private var weightNames: [[String]] = []

  /// - Parameters:
  ///   - network: The network.
  ///   - facts: What is known of its values.
  ///   - opset: The version of the operators of ONNX.
  ///   - norms: Norms that become parts of the convolutions before them.
  ///   - file: What it shares with other graphs.
  init(
    _ network: Network, _ facts: NetworkFacts, opset: Int, folding norms: FoldedNorms,
    in file: ExportedFile
  ) {
    self.norms = norms
    self.file = file
    self.network = network
    self.facts = facts.values
    bodyFacts = facts.bodies
    self.opset = opset
    valueNames = [String](repeating: "", count: network.valueCount)
  }

  /// The outermost graph, which has the tensors of all others.
  func graph() throws(ONNXExportFailure) -> WrittenGraph {
    weightNames = try file.addWeights(of: network, folding: norms)
    try file.addWeights(ofBodiesIn: network)
    for (index, input) in network.inputs.enumerated() {
      valueNames[index] = unique(input.name)
      result.inputs.append(info(valueNames[index], facts[index]))
    }
    try addNodes()
    result.initializers = file.initializers
    return result
  }

  /// The graph of a body.
  ///
  /// - Parameter captured: The names of what it takes from outside, which its nodes read by them.
  /// - Returns: The graph, without tensors of its own.
  /// - Throws: `ONNXExportFailure` at the first node that has no form.
  private func body(capturing captured: [String]) throws(ONNXExportFailure) -> WrittenGraph {
    weightNames = try ExportedFile.names(ofWeightsIn: network)
    let given = network.inputs.count - captured.count
    for (index, input) in network.inputs.enumerated() {
      if index < given {
        valueNames[index] = unique(input.name)
        result.inputs.append(info(valueNames[index], facts[index]))
      } else {
        valueNames[index] = captured[index - given]
      }
    }
    try addNodes()
    // What is known inside of a body need not hold in each of its runs.
    result.values = []
    return result
  }

  private func addNodes() throws(ONNXExportFailure) {
    result.name = network.name
    for (value, name) in try file.addConstants(of: network) { valueNames[value] = name }
    nameOutputs()
    for index in network.nodes.indices where !norms.nodes.contains(index) { try add(index) }
    addOutputs()
  }

  // MARK: - Results

  /// Gives the results of the network their own names before the nodes take theirs.
  private func nameOutputs() {
    for output in network.outputs where valueNames[output.value].isEmpty {
      valueNames[output.value] = unique(output.name)
    }
  }

  private func addOutputs() {
    for output in network.outputs {
      var name = valueNames[output.value]
      if network.producer(of: output.value) == nil
        || result.outputs.contains(where: { $0.name == name })
      {
        let copy = unique(output.name)
        result.nodes.append(WrittenNode("Identity", copy, [name], [copy]))
        name = copy
      }
      result.outputs.append(info(name, facts[output.value]))
    }
  }

  /// The graphs of the bodies of a node.
  ///
  /// - Throws: `ONNXExportFailure` where one has no form, as one that never runs and whose sizes do not
  ///   fit.
  private func bodies(of index: Int) throws(ONNXExportFailure) -> [WrittenGraph] {
    var graphs: [WrittenGraph] = []
    for (number, body) in network.nodes[index].bodies.enumerated() {
      guard let facts = bodyFacts[index]?[number] else {
        throw ONNXExportFailure(
          .noForm, network.name(ofNode: index), network.nodes[index].kind)
      }
      let exporter = GraphExporter(
        body.network, facts, opset: opset, folding: FoldedNorms(), in: file)
      graphs.append(try exporter.body(capturing: body.captures.map { valueNames[$0] }))
    }
    return graphs
  }

  /// Adds a node under its name in the file that the network is from, else its path.
  ///
  /// It makes its outputs, or those of the norm that it has as a part.
  ///
  /// - Throws: `ONNXExportFailure` where there is no form for it.
  private func add(_ index: Int) throws(ONNXExportFailure) {
    let (node, given) = (network.nodes[index], network.name(ofNode: index))
    let made = norms.results[index] ?? node.outputs
    let function = network.operator(of: node)
    let path = network.path(of: node)
    guard let function = function as? any ONNXExportable else {
      throw ONNXExportFailure(.noForm, given, function.kind)
    }
    if function.exportVersions.least > opset {
      throw ONNXExportFailure(
        .version(least: function.exportVersions.least, wanted: opset), given, function.kind)
    }
    let name = unique(given.isEmpty ? function.kind.name : given)
    for (position, output) in made.enumerated() where valueNames[output].isEmpty {
      valueNames[output] = position == 0 ? name : unique("\(given)_\(position)")
    }
    let first = result.nodes.count
    try function.export(
      ExportSite(
        exporter: self, name: name, path: given, kind: function.kind,
        inputs: node.inputs.map { $0.map { valueNames[$0] } ?? "" },
        outputs: made.map { valueNames[$0] },
        weights: node.layer.map { weightNames[$0] } ?? [],
        inputFacts: node.inputs.map { $0.map { facts[$0] } },
        outputFacts: made.map { facts[$0] }, bodies: try bodies(of: index)))
    let notes = notes(on: node, function)
    for place in first..<result.nodes.count {
      result.nodes[place].scopes = Self.scopes(of: node, in: network, path)
      result.nodes[place].notes.merge(notes) { own, _ in own }
    }
    let returned = Set(network.outputs.map(\.value))
    for output in made where !returned.contains(output) {
      result.values.append(info(valueNames[output], facts[output]))
    }
  }

  private func notes(on node: Node, _ function: any Operator) -> [String: String] {
    var notes = ["stage": network.stageName(of: node), "part": network.role(of: node).name]
    if let layer = node.layer, network.layers[layer].isFrozen { notes["training"] = "frozen" }
    if function.storage == .inPlace { notes[ONNXNode.storageKey] = ONNXNode.inPlace }
    return notes
  }

  /// The modules around a node in the form of PyTorch's exporter, a list of Python.
  private static func scopes(of node: Node, in network: Network, _ path: String) -> String {
    var module = path
    if node.layer == nil { module = String(path[..<(path.lastIndex(of: ".") ?? path.startIndex)]) }
    if case .function(_, let scope) = node.action { module = scope }
    var paths = [""]
    for component in module.split(separator: ".") {
      paths.append(paths.count == 1 ? String(component) : "\(paths[paths.count - 1]).\(component)")
    }
    return "[" + (paths + [node.kind.name]).map { "'\($0)'" }.joined(separator: ", ") + "]"
  }

  private func info(_ name: String, _ fact: Fact) -> ONNXValueInfo {
    let dims = fact.shape.dims.map { size -> ONNXDimension in
      size.value.map { .size($0) } ?? .parameter("\(size)")
    }
    return ONNXValueInfo(name: name, type: .tensor(fact.type, dims))
  }
}

/// What operators add to the graph.
extension GraphExporter {
  /// A name that nothing else of the graph has.
  func unique(_ name: String) -> String { file.unique(name) }

  func append(_ node: WrittenNode) {
    file.note(domain: node.domain)
    result.nodes.append(node)
  }

  /// Adds a function, once.
  func append(_ function: WrittenFunction) { file.append(function) }

  /// The input of a detector that holds the proposed regions of each image, N×P×4: left, top, right and
  /// bottom in pixels of the image.
  func proposals() -> String {
    if let proposalsName { return proposalsName }
    let counts = network.nodes.compactMap { (network.operator(of: $0) as? RoIAlign)?.regions.value }
    let name = unique("proposals")
    let shape = Shape([facts[0].shape.dims[0], Dim(counts.max() ?? 0), 4])
    result.inputs.append(info(name, .float(shape)))
    proposalsName = name
    return name
  }

  /// The name of a vector of whole numbers, one for all equal ones.
  func vector(_ numbers: [Int]) -> String { file.vector(numbers) }
}
