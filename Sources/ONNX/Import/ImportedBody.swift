import RLANetworks
import RLASymbolic

/// A graph inside a node as a body of the network.
struct ImportedBody {
  let body: BuiltBody
  /// What is known of its results; nil where that is too little.
  let results: [Fact]?
}

extension NodeImport {
  /// Imports a graph that an attribute holds.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - name: The name of the attribute.
  ///   - given: What is known of the inputs that the operator gives; nil where that is too little.
  ///   - repeats: Whether the operator runs it several times.
  /// - Returns: The body.
  /// - Throws: `ONNXFailure` at the first node of the graph that cannot be read.
  func body(
    _ graph: ONNXGraph, _ name: String, given: [Fact]?, repeats: Bool = false
  ) throws(ONNXFailure) -> ImportedBody {
    let loops = frame.loops + (repeats ? 1 : 0)
    if loops > Frame.mostLoops { throw failure(.tooDeep(limit: Frame.mostLoops)) }
    if let given, given.count != graph.inputs.count {
      throw failure(
        .inputCount(expected: given.count...given.count, found: graph.inputs.count))
    }
    let path = "\(frame.path)\(node.shownName)/"
    let inner = Frame(
      names: frame.names, opsets: frame.opsets, arguments: frame.arguments, path: path,
      scope: ModulePath.path(inside: node.shownName, calling: "", in: frame.scope),
      key: "\(frame.key)\(node.shownName)/\(name)/", hints: graph.hints, loops: loops,
      calls: frame.calls)
    var captures: [(Input, Value)] = []
    var names = graph.inputs.map(\.id)
    var known: [Fact?] = given ?? graph.inputs.map { declared($0) }
    var inputs: [Input] = []
    for (input, fact) in zip(graph.inputs, known) {
      inputs.append(Input(input.name, fact ?? .float([]), batchAxis: nil))
    }
    for free in graph.freeNames {
      guard let outer = frame.value(free) else { continue }
      guard case .computed(let value) = outer else {
        inner.show(free, outer)
        continue
      }
      let fact = importer.fact(of: outer)
      captures.append((Input(frame.text(of: free), fact ?? .float([]), batchAxis: nil), value))
      names.append(free)
      known.append(fact)
    }
    var results: [Fact]?
    let body = try importer.scope.body(name, inputs: inputs, capturing: captures) {
      scope, values throws(ONNXFailure) in
      let importer = NetworkImporter(self.importer.context, scope)
      for (number, (name, value)) in zip(names, values).enumerated() {
        importer.note(known[number], of: value)
        try inner.define(name, .computed(value))
      }
      try inner.defineInitializers(of: graph)
      try importer.importNodes(graph.nodes, returning: graph.outputs.map(\.id), inner)
      let outputs = try importer.results(of: graph, inner)
      let facts = outputs.compactMap { importer.fact(of: .computed($0.1)) }
      results = facts.count == outputs.count ? facts : nil
      return outputs
    }
    return ImportedBody(body: body, results: results)
  }

  /// A body that could not be read, with the results that it would have.
  func unreadable(_ name: String, _ results: [Fact]) -> ImportedBody {
    let body = importer.scope.body(name) { scope, _ in
      results.enumerated().map { ("output\($0)", scope.constant("output\($0)", $1)) }
    }
    return ImportedBody(body: body, results: results)
  }

  private func declared(_ input: ONNXValueInfo) -> Fact? {
    guard case .tensor(let type, let dims?) = input.type else { return nil }
    let sizes = dims.enumerated().map {
      importer.context.symbols.size($1, axis: $0, of: input.name)
    }
    return Fact(type, Shape(sizes))
  }
}

extension ONNXGraph {
  /// The names that the graph reads and does not define, each once, in the order of their use.
  var freeNames: [ONNXName] {
    var defined = Set(inputs.map(\.id) + initializers.map(\.id))
    var free: [ONNXName] = []
    var seen: Set<ONNXName> = [.empty]
    func read(_ name: ONNXName) {
      if !defined.contains(name), seen.insert(name).inserted { free.append(name) }
    }
    for node in nodes {
      node.inputs.forEach(read)
      for case .graph(let body) in node.attributes.map(\.value) { body.freeNames.forEach(read) }
      defined.formUnion(node.outputs)
    }
    outputs.map(\.id).forEach(read)
    return free
  }
}
