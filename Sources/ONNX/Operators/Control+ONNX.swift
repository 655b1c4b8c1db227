import RLANetworks
import RLASymbolic

extension ImportRule {
  static let controls = [
    ImportRule(If.kind) { node throws(ONNXFailure) in try node.branches() },
    ImportRule(Loop.kind) { node throws(ONNXFailure) in try node.loop() },
    ImportRule(Scan.kind) { node throws(ONNXFailure) in try node.scan() },
  ]
}

extension ONNXFailure {
  /// Whether other sizes than those given could mend it.
  fileprivate var dependsOnSizes: Bool {
    switch reason {
    case .openShape, .inputShape, .attributeValue: true
    default: false
    }
  }
}

extension NodeImport {
  fileprivate func branches() throws(ONNXFailure) -> [ImportedValue] {
    let given = try input(0, "cond")
    let condition =
      importer.context.branches[frame.path + node.shownName].map(constant) ?? given
    let names = ["then_branch", "else_branch"]
    let live = importer.fact(of: condition)?.element?.isEqual(to: 0).map { $0 ? 1 : 0 }
    if importer.context.inlinesBodies {
      let graphs = [try graph(names[0]), try graph(names[1])]
      if let results = try inlinedBranches(condition, graphs, live: live) { return results }
    }
    guard let live else {
      let bodies = [try branch(names[0]), try branch(names[1])]
      return try control(If(), to: [condition], bodies, outputs: node.outputs.count)
    }
    let taken = try branch(names[live])
    var bodies = [taken, taken]
    bodies[1 - live] = try idleBranch(names[1 - live], beside: taken)
    return try control(If(), to: [condition], bodies, outputs: node.outputs.count)
  }

  private func branch(_ name: String) throws(ONNXFailure) -> ImportedBody {
    let graph = try graph(name)
    guard graph.outputs.count == node.outputs.count else {
      throw failure(.outputCount(expected: graph.outputs.count, found: node.outputs.count))
    }
    return try body(graph, name, given: [])
  }

  /// A branch that never runs; sizes that it could not have do no harm.
  private func idleBranch(
    _ name: String, beside taken: ImportedBody
  ) throws(ONNXFailure) -> ImportedBody {
    do {
      return try importer.context.restoringClaims { () throws(ONNXFailure) in try branch(name) }
    } catch {
      guard error.dependsOnSizes, let results = taken.results else { throw error }
      return unreadable(name, results)
    }
  }

  /// A condition that the caller decides.
  private func constant(_ holds: Bool) -> ImportedValue {
    known(Fact(.bool, [], elements: [holds ? 1 : 0]), "branch")
  }

  fileprivate func loop() throws(ONNXFailure) -> [ImportedValue] {
    let graph = try graph("body")
    let carried = max(inputs.count - 2, 0)
    guard graph.inputs.count == carried + 2 else {
      throw failure(
        .inputCount(expected: carried + 2...carried + 2, found: graph.inputs.count))
    }
    guard graph.outputs.count > carried, node.outputs.count == graph.outputs.count - 1 else {
      throw failure(
        .outputCount(expected: max(graph.outputs.count - 1, 0), found: node.outputs.count))
    }
    if importer.context.inlinesBodies, let results = try inlinedLoop(graph) { return results }
    let facts = knownInputs.map { Loop().bodyInputs(0, of: Operands($0)) }
    return try control(
      Loop(), to: inputs, [try body(graph, "body", given: facts, repeats: true)],
      outputs: node.outputs.count)
  }

  /// Scans along other axes than the first, and those of version 8, have no rule.
  fileprivate func scan() throws(ONNXFailure) -> [ImportedValue]? {
    let graph = try graph("body")
    guard version >= 9, let scanned = try int("num_scan_inputs"),
      (0...inputs.count).contains(scanned)
    else { return nil }
    if let results = try inlinedScan(graph, scanned) { return results }
    for name in ["scan_input_axes", "scan_output_axes"] {
      if let axes = try ints(name), axes.contains(where: { $0 != 0 }) { return nil }
    }
    guard graph.outputs.count == node.outputs.count, graph.inputs.count == inputs.count else {
      throw failure(
        .outputCount(expected: graph.outputs.count, found: node.outputs.count))
    }
    let scan = Scan(states: inputs.count - scanned)
    let facts = knownInputs.flatMap { facts in
      facts.dropFirst(scan.states).allSatisfy { $0?.shape.rank ?? 0 > 0 }
        ? scan.bodyInputs(0, of: Operands(facts)) : nil
    }
    return try control(
      scan, to: inputs, [try body(graph, "body", given: facts, repeats: true)],
      outputs: node.outputs.count)
  }

  /// The nodes of all runs, where the network is to run.
  private func inlinedScan(
    _ graph: ONNXGraph, _ scanned: Int
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard importer.context.inlinesBodies, scanned > 0, graph.inputs.count == inputs.count else {
      return nil
    }
    let states = inputs.count - scanned
    func list(_ name: String, _ count: Int) throws(ONNXFailure) -> [Int] {
      let given = try ints(name) ?? []
      return given.count == count ? given : [Int](repeating: 0, count: count)
    }
    let stacked = graph.outputs.count - states
    guard stacked >= 0 else { return nil }
    let axes = try list("scan_input_axes", scanned) + list("scan_output_axes", stacked)
    let directions =
      try list("scan_input_directions", scanned) + list("scan_output_directions", stacked)
    return try inlinedScan(
      graph, states: states, axes: axes, reversed: directions.map { $0 == 1 })
  }

  /// What is known of all inputs; nil where something is not.
  private var knownInputs: [Fact?]? {
    var facts: [Fact?] = []
    for position in inputs.indices {
      let fact = fact(position)
      if inputs[position] != nil, fact == nil { return nil }
      facts.append(fact)
    }
    return facts
  }
}
