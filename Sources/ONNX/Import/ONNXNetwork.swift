public import RLANetworks
import RLASymbolic

/// A model as a network, with what its file says beyond it.
public struct ONNXNetwork: Sendable {
  public let network: Network
  /// By the name of a value of the main graph, its number in the network; empty where names are
  /// not kept.
  public let values: [String: ValueID]
  /// By the name of a value of the main graph that no node computes, what is known of it.
  public let constants: [String: Fact]
  /// By name, where the model has the elements of the weights and constants of the network.
  let sources: [(name: String, tensor: StoredTensor)]
  /// Whether all its real numbers have 32 bits.
  public let hasOnly32BitNumbers: Bool
  /// The program that wrote the file.
  public let producer: String
  /// The version of the operators of ONNX itself.
  public let opset: Int
  public let tensors: ONNXTensorCount
  /// What the exporter changed.
  public let traces: ExportTraces
  /// The first node of each type in the main graph, in their order.
  public let firstNodes: [TypedNode]
  /// What is known of every value of the network, where it is numbers alone, for the inputs that
  /// were given; nil where only a pass over the network tells.
  package let facts: [Fact]?
  /// What nodes wait for at which the network ends; empty for a whole network.
  public let openNumbers: [OpenNumbers]
  /// Numbers that runs have told beyond the file.
  public let foundCount: Int

  /// A node with its type.
  public struct TypedNode: Hashable, Sendable {
    public let name: String
    /// Without the domain; `Shape(axes)` for one that reads some axes only.
    public let type: String
  }

  /// The versions of the operators of ONNX itself that can be read.
  public static let supportedOpsets = 1...28

  /// The types of nodes that have a rule, in the domain ai.onnx unless prefixed.
  package static var readTypes: Set<String> { Set(ImportRule.all.flatMap(\.types)) }

  /// The inputs of a model as a network without nodes, by which their sizes can be chosen before
  /// the model is imported.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - name: The name of the network.
  /// - Throws: `ONNXFailure` where an input is no tensor of known rank.
  public init(inputsOf model: ONNXModel, name: String) throws(ONNXFailure) {
    opset = try model.requireSupportedOpset()
    var symbols = SymbolTable()
    network = Network(name, inputs: try model.graph.networkInputs(&symbols)) { _, _ in [] }
    (values, constants, sources) = ([:], [:], [])
    hasOnly32BitNumbers = model.hasOnly32BitNumbers
    producer = model.producer
    tensors = ONNXTensorCount()
    traces = ExportTraces(network, producer: producer, graph: nil)
    firstNodes = []
    facts = nil
    openNumbers = []
    foundCount = 0
  }

  /// Reads the graph of a model as a network.
  ///
  /// Constants are folded, chains of Identity resolved and functions expanded; branches and loops
  /// keep their bodies. Free sizes of the inputs are symbols under their own names.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - name: The name of the network that reports print.
  ///   - branches: By the name of an If node, whether its first branch runs; where it is not
  ///     given, the network decides.
  ///   - known: What is known of the inputs beyond the file, in the order of `Network.inputs`. It
  ///     decides what depends on sizes or values alone: which axes a Squeeze without axes drops,
  ///     and which branch runs. The inputs of the network stay those of the file.
  ///   - inlinesBodies: Whether branches and bodies of loops become nodes of the network, as it can
  ///     run: a loop as often as it is known to run, of two branches the one that is known to run,
  ///     else both with a choice between their results. What does not allow it keeps its bodies.
  ///   - keepsNames: Whether `values` and `constants` are wanted.
  ///   - found: What runs have told beyond the file.
  ///   - stopsWhereOpen: Whether the network ends before nodes that need what only running tells, and
  ///     returns what they wait for; see `openNumbers`.
  /// - Throws: `ONNXFailure` at the first node that cannot be read.
  public init(
    _ model: ONNXModel, name: String, branches: [String: Bool] = [:], inputs known: [Fact]? = nil,
    inlinesBodies: Bool = false, keepsNames: Bool = true, found: FoundNumbers = FoundNumbers(),
    stopsWhereOpen: Bool = false
  ) throws(ONNXFailure) {
    let opset = try model.requireSupportedOpset()
    let open = stopsWhereOpen ? OpenNodes() : nil
    let context = ImportContext(
      model, branches: branches, inlinesBodies: inlinesBodies, found: found, open: open)
    let graph = model.graph
    // Two of them are enough to know that there are more than one.
    let calls = graph.nodes.lazy.filter { $0.type != "Constant" && $0.type != "Identity" }
      .prefix(2).map { context.function(of: $0) != nil }
    let isSingleCall = Array(calls) == [true]
    let frame = Frame(
      names: model.names, opsets: model.opsets,
      paths: NodePaths(graph, model.names, model.types), hints: graph.hints,
      isSingleCall: isSingleCall, isWhole: true)
    try frame.defineInitializers(of: graph)
    let inputs = try graph.networkInputs(&context.symbols)
    var facts: [Fact]?
    network = try Network(name, inputs: inputs) { scope, values throws(ONNXFailure) in
      let importer = NetworkImporter(context, scope, isWhole: true)
      importer.reserve(graph.nodes.count)
      if found.leavesInputs { open?.inputs = Set(values.map(\.id)) }
      for (index, (input, value)) in zip(graph.freeInputs, values).enumerated() {
        importer.note(known?[index] ?? inputs[index].fact, of: value)
        try frame.define(input.id, .computed(value))
      }
      try importer.importNodes(graph.nodes, returning: graph.outputs.map(\.id), frame)
      defer { facts = importer.finalFacts() }
      if let open, !open.waiting.isEmpty { return open.results }
      return try importer.results(of: graph, frame)
    }
    openNumbers = open?.numbers ?? []
    foundCount = found.count
    self.facts = facts
    (values, constants) = keepsNames ? frame.shownNames : ([:], [:])
    sources = context.sources
    hasOnly32BitNumbers = model.hasOnly32BitNumbers
    producer = model.producer
    self.opset = opset
    tensors = ONNXTensorCount(model, weightsOfConstants: context.constantWeights)
    traces = ExportTraces(
      network, producer: producer, graph: graph, folded: context.folded, merged: context.merged)
    firstNodes = graph.firstNodes(typeCount: model.types.count)
  }
}

extension ONNXModel {
  /// The version of the operators of ONNX itself.
  fileprivate func requireSupportedOpset() throws(ONNXFailure) -> Int {
    guard let opset = opsets[""] ?? (opsets.isEmpty ? 1 : nil) else {
      throw ONNXFailure(.missingOpset(domain: "ai.onnx"))
    }
    guard ONNXNetwork.supportedOpsets.contains(opset) else {
      throw ONNXFailure(
        .unsupportedOpset(
          domain: "ai.onnx", version: opset, supported: ONNXNetwork.supportedOpsets))
    }
    return opset
  }
}

extension ONNXGraph {
  fileprivate func firstNodes(typeCount: Int) -> [ONNXNetwork.TypedNode] {
    var found: [ONNXNetwork.TypedNode] = []
    // By the number of a type, whether nodes without and with attributes were found.
    var seen = [(plain: Bool, attributed: Bool)](repeating: (false, false), count: typeCount)
    for node in nodes {
      let isPlain = node.attributes.isEmpty
      if isPlain ? seen[node.typeNumber].plain : seen[node.typeNumber].attributed { continue }
      if isPlain {
        seen[node.typeNumber].plain = true
      } else {
        seen[node.typeNumber].attributed = true
      }
      let type = node.type == "Shape" && !isPlain ? "Shape(axes)" : node.type
      if found.contains(where: { $0.type == type }) { continue }
      found.append(.init(name: node.shownName, type: type))
    }
    return found
  }

  /// What the file says of values that nodes make.
  var hints: ValueHints { ValueHints(values + outputs) }

  /// The inputs that no initializer has a value for.
  fileprivate var freeInputs: [ONNXValueInfo] {
    let stored = Set(initializers.lazy.map(\.id))
    return inputs.filter { !stored.contains($0.id) }
  }

  /// The same as those of a network.
  fileprivate func networkInputs(_ symbols: inout SymbolTable) throws(ONNXFailure) -> [Input] {
    var result: [Input] = []
    for input in freeInputs {
      guard case .tensor(let type, let dims?) = input.type else {
        throw ONNXFailure(.notATensor(found: input.type.name), at: .value(input.name))
      }
      let sizes = dims.enumerated().map { symbols.size($1, axis: $0, of: input.name) }
      result.append(
        Input(input.name, Fact(type, Shape(sizes)), batchAxis: Self.batchAxis(dims)))
      if symbols.count > SymbolTable.limit {
        throw ONNXFailure(.tooManySymbols(limit: SymbolTable.limit), at: .value(input.name))
      }
    }
    return result
  }

  /// The first axis, where it has a free size or the size 1.
  private static func batchAxis(_ dims: [ONNXDimension]) -> Int? {
    switch dims.first {
    case .size(1)?: 0
    case .size?: dims.count == 4 ? 0 : nil
    case .parameter?, .unknown?: 0
    case nil: nil
    }
  }
}

extension Frame {
  /// Gives the initializers of a graph their names.
  func defineInitializers(of graph: ONNXGraph) throws(ONNXFailure) {
    for tensor in graph.initializers {
      try define(
        tensor.id,
        .stored(
          StoredTensor(
            tensor, name: tensor.name, key: key(of: tensor.id), isInitializer: true)))
    }
  }
}
