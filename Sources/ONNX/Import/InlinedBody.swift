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
    let live = live ?? recalled(Self.branch).map { $0 == 0 ? 1 : 0 }
    if let live { return try inlined(graphs[live], [], at: "\(live)/") }
    var first: [ImportedValue] = []
    var second: [ImportedValue] = []
    do {
      first = try inlined(graphs[0], [], at: "0/")
      second = try inlined(graphs[1], [], at: "1/")
    } catch {
      // One that waits for more may never run.
      _ = try foundNumber(condition, Self.branch)
      throw error
    }
    guard first.count == second.count else { return nil }
    var results: [ImportedValue] = []
    for (one, other) in zip(first, second) {
      guard let fact = importer.fact(of: one), let otherFact = importer.fact(of: other),
        fact.type == otherFact.type, fact.shape == otherFact.shape
      else {
        _ = try foundNumber(condition, Self.branch)
        return nil
      }
      results += try apply(Where(), to: [condition, one, other])
    }
    return results
  }

  private static let branch = "branch"

  /// The results of a loop whose largest number of runs is known; nil for any other.
  ///
  /// Where only running tells whether a run is the last one, the runs after it change nothing; a loop
  /// that also stacks values is then left as it is, since their number is not known, unless runs of
  /// what comes before have told the conditions.
  func inlinedLoop(_ body: ONNXGraph) throws(ONNXFailure) -> [ImportedValue]? {
    guard let runs = try mostRuns() else { return nil }
    var condition = optional(1) ?? known(Fact(.bool, [], elements: [1]), "condition")
    var carried: [ImportedValue] = []
    for value in inputs.dropFirst(2) {
      guard let value else { return nil }
      carried.append(value)
    }
    var stacked: [[ImportedValue]] = []
    // Whether no run before has ended the loop, where only running tells.
    var isRunning: ImportedValue?
    for run in 0..<runs {
      guard importer.context.mayInline(body) else { return nil }
      if let holds = importer.knownNumber(condition) ?? recalled("run\(run)") {
        if holds == 0 { break }
      } else {
        guard body.outputs.count == carried.count + 1, optional(0) != nil else {
          _ = try foundNumber(condition, "run\(run)")
          return nil
        }
        isRunning =
          try isRunning.map { before throws(ONNXFailure) in
            try apply(Arithmetic(.and), to: [before, condition])[0]
          } ?? condition
      }
      let number = known(.known(Dim(run)), "run\(run)")
      let results = try inlined(body, [number, condition] + carried, at: "\(run)/")
      condition = results[0]
      guard
        let next = try chosen(Array(results.dropFirst().prefix(carried.count)), carried, isRunning)
      else {
        if let isRunning { _ = try foundNumber(isRunning, "run\(run)") }
        return nil
      }
      carried = next
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

  /// How often a loop runs at most; nil where nothing tells.
  ///
  /// One that only its condition ends has no bound, and its conditions have to be found.
  private func mostRuns() throws(ONNXFailure) -> Int? {
    guard let given = optional(0) else {
      return importer.open == nil && importer.context.found.isEmpty ? nil : .max
    }
    if let runs = importer.knownNumber(given) { return max(runs, 0) }
    if let open = importer.open { try wait(for: given, 0, open) }
    return nil
  }

  /// The values after a run, or those before it where the loop had ended; nil where a run changes a
  /// shape.
  private func chosen(
    _ after: [ImportedValue], _ before: [ImportedValue], _ isRunning: ImportedValue?
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard let isRunning else { return after }
    var chosen: [ImportedValue] = []
    for (new, old) in zip(after, before) {
      guard let fact = importer.fact(of: new), let oldFact = importer.fact(of: old),
        fact.type == oldFact.type, fact.shape == oldFact.shape
      else { return nil }
      chosen += try apply(Where(), to: [isRunning, new, old])
    }
    return chosen
  }

  /// The results of a scan over axes of known size.
  ///
  /// - Parameters:
  ///   - body: The graph that runs at each position.
  ///   - states: How many inputs are states.
  ///   - axes: Of each scanned input, then of each stacked output, the axis.
  ///   - reversed: Likewise, whether it is walked from the end.
  /// - Returns: The results; nil for a scan whose runs are not known.
  /// - Throws: `ONNXFailure` at the first node of the graph that cannot be read.
  func inlinedScan(
    _ body: ONNXGraph, states: Int, axes: [Int], reversed: [Bool]
  ) throws(ONNXFailure) -> [ImportedValue]? {
    let scanned = Array(inputs.dropFirst(states)).compactMap(\.self)
    var carried = Array(inputs.prefix(states)).compactMap(\.self)
    guard scanned.count + states == inputs.count, carried.count == states,
      let first = scanned.first, let shape = importer.fact(of: first)?.shape,
      let count = try shape.dims[axis(axes[0], rank: shape.rank)].value, count > 0
    else { return nil }
    var stacked: [[ImportedValue]] = []
    for run in 0..<count {
      guard importer.context.mayInline(body) else { return nil }
      var slices: [ImportedValue] = []
      for (place, value) in scanned.enumerated() {
        slices.append(
          try slice(value, axis: axes[place], at: reversed[place] ? count - 1 - run : run))
      }
      let results = try inlined(body, carried + slices, at: "\(run)/")
      carried = Array(results.prefix(states))
      stacked.append(Array(results.dropFirst(states)))
    }
    var results = carried
    for place in stacked[0].indices {
      let values = stacked.map { $0[place] }
      let isReversed = reversed[scanned.count + place]
      guard
        let whole = try joined(
          isReversed ? values.reversed() : values, axis: axes[scanned.count + place])
      else { return nil }
      results.append(whole)
    }
    return results
  }

  /// One position along an axis, without the axis.
  private func slice(
    _ value: ImportedValue, axis given: Int, at position: Int
  ) throws(ONNXFailure) -> ImportedValue {
    let rank = importer.fact(of: value)?.shape.rank ?? 0
    let axis = try axis(given, rank: rank)
    let one = try apply(
      Slice(axis: axis, start: Dim(position), count: 1), to: [value])
    let kept = (0..<rank).filter { $0 != axis }.map { Reshape.Extent.axis($0) }
    return try apply(Reshape(to: kept, singleAxes: [axis], title: "squeeze"), to: one)[0]
  }

  /// Values along a new axis; nil where the axes of one are not known.
  private func joined(
    _ values: [ImportedValue], axis given: Int = 0
  ) throws(ONNXFailure) -> ImportedValue? {
    var parts: [ImportedValue] = []
    var axis = given
    for value in values {
      guard let rank = importer.fact(of: value)?.shape.rank else { return nil }
      axis = try self.axis(given, rank: rank + 1)
      var target = (0..<rank).map { Reshape.Extent.axis($0) }
      target.insert(.size(1), at: axis)
      parts += try apply(Reshape(to: target, title: "unsqueeze"), to: [value])
    }
    return parts.count == 1 ? parts[0] : try apply(Concatenation(axis: axis), to: parts)[0]
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
