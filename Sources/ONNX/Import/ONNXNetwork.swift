public import RLANetworks
import RLASymbolic

/// A model as a network, with what its file says beyond it.
public struct ONNXNetwork: Sendable {
  public let network: Network
  /// By the name of a value of the main graph, its number in the network.
  public let values: [String: ValueID]
  /// By the name of a value of the main graph that no node computes, what is known of it.
  public let constants: [String: Fact]
  /// The program that wrote the file.
  public let producer: String
  /// The version of the operators of ONNX itself.
  public let opset: Int
  public let tensors: ONNXTensorCount
  /// What the exporter changed.
  public let traces: ExportTraces
  /// The first node of each type in the main graph, in their order.
  public let firstNodes: [TypedNode]

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
  /// - Throws: `ONNXFailure` at the first node that cannot be read.
  public init(
    _ model: ONNXModel, name: String, branches: [String: Bool] = [:]
  ) throws(ONNXFailure) {
    guard let opset = model.opsets[""] ?? (model.opsets.isEmpty ? 1 : nil) else {
      throw ONNXFailure(.missingOpset(domain: "ai.onnx"))
    }
    guard Self.supportedOpsets.contains(opset) else {
      throw ONNXFailure(
        .unsupportedOpset(domain: "ai.onnx", version: opset, supported: Self.supportedOpsets))
    }
    let context = ImportContext(model, branches: branches)
    let graph = model.graph
    let calls = graph.nodes.filter { $0.type != "Constant" && $0.type != "Identity" }
    let isSingleCall = calls.count == 1 && context.function(of: calls[0]) != nil
    let frame = Frame(
      opsets: model.opsets, paths: NodePaths(graph), hints: graph.hints, isSingleCall: isSingleCall)
    try frame.defineInitializers(of: graph)
    let inputs = try graph.networkInputs(frame, &context.symbols)
    network = try Network(name, inputs: inputs) { scope, values throws(ONNXFailure) in
      let importer = NetworkImporter(context, scope)
      for (input, value) in zip(inputs, values) {
        importer.note(input.fact, of: value)
        try frame.define(input.name, .computed(value))
      }
      try importer.importNodes(graph.nodes, returning: graph.outputs.map(\.name), frame)
      return try importer.results(of: graph, frame)
    }
    var numbers: [String: ValueID] = [:]
    numbers.reserveCapacity(frame.names.count)
    var constants: [String: Fact] = [:]
    for name in frame.names {
      switch frame.value(name) {
      case .computed(let value): numbers[name] = value.id
      case .stored(let tensor): constants[name] = tensor.fact
      case .sequence, nil: continue
      }
    }
    values = numbers
    self.constants = constants
    producer = model.producer
    self.opset = opset
    tensors = ONNXTensorCount(model, weightsOfConstants: context.constantWeights)
    traces = ExportTraces(network, producer: producer, merged: context.merged)
    firstNodes = graph.firstNodes
  }
}

extension ONNXGraph {
  fileprivate var firstNodes: [ONNXNetwork.TypedNode] {
    var seen: Set<String> = []
    return nodes.compactMap { node in
      let readsAxes = node.type == "Shape" && !node.attributes.isEmpty
      let type = readsAxes ? "Shape(axes)" : node.type
      return seen.insert(type).inserted ? .init(name: node.place.name, type: type) : nil
    }
  }

  /// What the file says of values that nodes make.
  var hints: [String: ONNXValueType] {
    Dictionary((values + outputs).map { ($0.name, $0.type) }) { first, _ in first }
  }

  /// The inputs that no initializer has a value for.
  fileprivate func networkInputs(
    _ frame: Frame, _ symbols: inout SymbolTable
  ) throws(ONNXFailure) -> [Input] {
    var result: [Input] = []
    for input in inputs where frame.value(input.name) == nil {
      guard case .tensor(let type, let dims?) = input.type else {
        throw ONNXFailure(
          .inputShape(0, expected: "a tensor of known rank", found: "another type"),
          at: .value(input.name))
      }
      let sizes = dims.enumerated().map { symbols.size($1, axis: $0, of: input.name) }
      result.append(
        Input(input.name, Fact(type, Shape(sizes)), batchAxis: Self.batchAxis(dims)))
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
        tensor.name,
        .stored(
          StoredTensor(tensor, name: tensor.name, key: key + tensor.name, isInitializer: true)))
    }
  }
}
