import RLANetworks
import RLASymbolic

/// Branches and bodies of loops as nodes of the graph around them, for networks that run.
extension NodeImport {
  /// The results of the branch that runs or, where nothing tells which, those of both with a choice
  /// between them; nil where the branches return different shapes.
  func inlinedBranches(
    _ condition: ImportedValue, _ graphs: [ONNXGraph], live: Int?
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard graphs.allSatisfy(importer.context.mayInline) else { return nil }
    if let live { return try inlined(graphs[live], [], at: "\(live)/") }
    let first = try inlined(graphs[0], [], at: "0/")
    let second = try inlined(graphs[1], [], at: "1/")
    guard first.count == second.count else { return nil }
    var results: [ImportedValue] = []
    for (one, other) in zip(first, second) {
      guard let fact = importer.fact(of: one), let otherFact = importer.fact(of: other),
        fact.type == otherFact.type, fact.shape == otherFact.shape
      else { return nil }
      results += try apply(Where(), to: [condition, one, other])
    }
    return results
  }

  /// The results of a loop whose runs are known; nil for any other.
  func inlinedLoop(_ body: ONNXGraph) throws(ONNXFailure) -> [ImportedValue]? {
    guard let runs = importer.knownNumber(optional(0)), runs >= 0 else { return nil }
    var condition = optional(1) ?? known(Fact(.bool, [], elements: [1]), "condition")
    var carried: [ImportedValue] = []
    for value in inputs.dropFirst(2) {
      guard let value else { return nil }
      carried.append(value)
    }
    var stacked: [[ImportedValue]] = []
    for run in 0..<runs {
      guard let holds = importer.knownNumber(condition), importer.context.mayInline(body) else {
        return nil
      }
      if holds == 0 { break }
      let number = known(.known(Dim(run)), "run\(run)")
      let results = try inlined(body, [number, condition] + carried, at: "\(run)/")
      condition = results[0]
      carried = Array(results.dropFirst().prefix(carried.count))
      stacked.append(Array(results.dropFirst(1 + carried.count)))
    }
    guard let last = stacked.last else {
      // Nothing tells the sizes of what no run has made.
      return body.outputs.count == carried.count + 1 ? carried : nil
    }
    var results = carried
    for place in last.indices {
      guard let whole = try joined(stacked.map { $0[place] }) else { return nil }
      results.append(whole)
    }
    return results
  }

  private func known(_ fact: Fact, _ name: String) -> ImportedValue {
    .stored(
      StoredTensor(
        fact, name: name, key: .text("\(frame.path)\(frame.key)\(node.shownName)#\(name)")))
  }

  /// Values along a new first axis; nil where the axes of one are not known.
  private func joined(_ values: [ImportedValue]) throws(ONNXFailure) -> ImportedValue? {
    var parts: [ImportedValue] = []
    for value in values {
      guard let rank = importer.fact(of: value)?.shape.rank else { return nil }
      let target = [Reshape.Extent.size(1)] + (0..<rank).map { .axis($0) }
      parts += try apply(Reshape(to: target, title: "unsqueeze"), to: [value])
    }
    return parts.count == 1 ? parts[0] : try apply(Concatenation(axis: 0), to: parts)[0]
  }

  /// The results of a graph whose nodes become nodes of this one.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - arguments: The values of its inputs.
  ///   - place: Distinguishes the names of its nodes from those of another run.
  /// - Returns: Its outputs.
  /// - Throws: `ONNXFailure` at the first node of the graph that cannot be read.
  private func inlined(
    _ graph: ONNXGraph, _ arguments: [ImportedValue], at place: String
  ) throws(ONNXFailure) -> [ImportedValue] {
    let inner = Frame(
      names: frame.names, opsets: frame.opsets, arguments: frame.arguments,
      path: "\(frame.path)\(node.shownName)/\(place)",
      scope: ModulePath.path(inside: node.shownName, calling: "", in: frame.scope),
      key: "\(frame.key)\(node.shownName)/\(graph.name)/", hints: graph.hints,
      loops: frame.loops, calls: frame.calls)
    for free in graph.freeNames {
      if let outer = frame.value(free) { inner.show(free, outer) }
    }
    for (input, value) in zip(graph.inputs, arguments) { try inner.define(input.id, value) }
    try inner.defineInitializers(of: graph)
    try importer.importNodes(graph.nodes, returning: graph.outputs.map(\.id), inner)
    var results: [ImportedValue] = []
    for output in graph.outputs {
      guard let value = inner.value(output.id) else {
        throw ONNXFailure(.undefined(value: output.name), at: .value(output.name))
      }
      results.append(value)
    }
    return results
  }
}

extension NetworkImporter {
  /// The whole number that a tensor of one element is; nil where it is not known.
  fileprivate func knownNumber(_ value: ImportedValue?) -> Int? {
    value.flatMap { fact(of: $0)?.element?.value }
  }
}
