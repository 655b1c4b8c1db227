import RLANetworks
import RLASymbolic

/// Writes the nodes of a network as nodes of a graph.
final class GraphExporter {
  let opset: Int
  private let network: Network
  private let facts: [Fact]
  private let norms: FoldedNorms
  private var result = WrittenGraph()
  /// What nodes of the graph call.
  private(set) var functions: [WrittenFunction] = []
  private var proposalsName: String?
  private var names = UniqueNames()
  /// By value, its name in the graph.
  private var valueNames: [String]
  /// By layer, the names of its weights; empty for one that the graph does not have.
  private var weightNames: [[String]] = []
  /// Vectors of sizes by their numbers.
  private var vectors: [[Int]: String] = [:]

  /// - Parameters:
  ///   - network: The network.
  ///   - facts: By value, what is known of it.
  ///   - opset: The version of the operators of ONNX.
  ///   - norms: Norms that become parts of the convolutions before them.
  init(_ network: Network, _ facts: [Fact], opset: Int, folding norms: FoldedNorms) {
    self.norms = norms
    self.network = network
    self.facts = facts
    self.opset = opset
    valueNames = [String](repeating: "", count: network.valueCount)
  }

  func graph() throws(ONNXExportFailure) -> WrittenGraph {
    result.name = network.name
    try addWeights()
    for (index, input) in network.inputs.enumerated() {
      valueNames[index] = unique(input.name)
      result.inputs.append(info(valueNames[index], facts[index]))
    }
    try addConstants()
    nameOutputs()
    for (index, node) in network.nodes.enumerated() where !norms.nodes.contains(index) {
      try add(
        node, named: network.name(ofNode: index), making: norms.results[index] ?? node.outputs)
    }
    addOutputs()
    return result
  }

  // MARK: - Tensors

  /// The weights in the order of the state_dict, those of a shared layer once.
  private func addWeights() throws(ONNXExportFailure) {
    var known: Set<String> = []
    let written = Dictionary(
      norms.norms.map { (network.nodes[$0].layer, $1) }
    ) { first, _ in first }
    for (number, layer) in network.layers.enumerated() {
      var names: [String] = []
      for (index, weight) in layer.operator.weights.enumerated() {
        // ONNX has no counter of batches.
        guard weight.shape.rank > 0, let name = layer.name(ofWeight: index) else {
          names.append("")
          continue
        }
        guard let dims = weight.shape.values else {
          throw ONNXExportFailure(.openSize, layer.path, layer.operator.kind)
        }
        names.append(name)
        if norms.layers.contains(number) { continue }
        if known.insert(name).inserted {
          result.initializers.append(ONNXTensor(unique(name), dims))
        }
      }
      if let norm = written[number], norm.bias == nil {
        names.append(norm.writtenBias)
        result.initializers.append(ONNXTensor(unique(norm.writtenBias), [norm.channels]))
      }
      weightNames.append(names)
    }
  }

  private func addConstants() throws(ONNXExportFailure) {
    for (value, origin) in network.origins.enumerated() {
      guard case .constant(let index) = origin else { continue }
      let constant = network.constants[index]
      guard let dims = constant.fact.shape.values else {
        throw ONNXExportFailure(.openSize, constant.name)
      }
      valueNames[value] = unique(constant.name)
      var tensor = ONNXTensor(valueNames[value], dims, constant.fact.type)
      tensor.numbers = constant.numbers
      if tensor.numbers == nil, constant.fact.type != .float32 {
        throw ONNXExportFailure(.elements, constant.name)
      }
      result.initializers.append(tensor)
    }
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

  /// Adds a node.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - given: Its name in the file that the network is from, else its path.
  ///   - made: What it makes: its outputs, or those of the norm that it has as a part.
  /// - Throws: `ONNXExportFailure` where there is no form for it.
  private func add(
    _ node: Node, named given: String, making made: Range<ValueID>
  ) throws(ONNXExportFailure) {
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
        outputFacts: made.map { facts[$0] }))
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
  func unique(_ name: String) -> String { names.take(name) { "\($0)#\($1)" } }

  func append(_ node: WrittenNode) { result.nodes.append(node) }

  /// Adds a function, once.
  func append(_ function: WrittenFunction) {
    if !functions.contains(where: { $0.name == function.name }) { functions.append(function) }
  }

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
  func vector(_ numbers: [Int]) -> String {
    if let name = vectors[numbers] { return name }
    let name = unique("sizes_" + numbers.map { "\($0)" }.joined(separator: "_"))
    result.initializers.append(ONNXTensor(name, wholes: numbers))
    vectors[numbers] = name
    return name
  }
}

extension Constant {
  /// The elements, where all of them are known; nil for data of a file.
  fileprivate var numbers: [ONNXNumber]? {
    if let elements = fact.elements {
      let wholes = elements.compactMap(\.value)
      return wholes.count == elements.count ? wholes.map { .whole($0) } : nil
    }
    if let reals = fact.reals { return reals.map { .real($0) } }
    return number.map { [.real($0)] }
  }
}
