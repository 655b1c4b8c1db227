import RLANetworks

extension NetworkImporter {
  /// Imports nodes in their order.
  ///
  /// - Parameters:
  ///   - nodes: The nodes of a graph or function.
  ///   - outputs: The names of what it returns.
  ///   - frame: What its names stand for.
  /// - Throws: `ONNXFailure` at the first node that cannot be read.
  func importNodes(
    _ nodes: [ONNXNode], returning outputs: [ONNXName], _ frame: Frame
  ) throws(ONNXFailure) {
    frame.readers = ProductReaders(nodes, results: outputs, areProducts: context.areProducts)
    importing: for (index, node) in nodes.enumerated() {
      try context.count(node)
      if node.outputs.isEmpty {
        throw ONNXFailure(.outputCount(expected: 1, found: 0), at: node.place)
      }
      var inputs: [ImportedValue?] = []
      inputs.reserveCapacity(node.inputs.count)
      for name in node.inputs {
        if name.isEmpty || frame.absent.contains(name) {
          inputs.append(nil)
        } else if let value = frame.value(name) {
          inputs.append(value)
        } else if open == nil {
          throw Self.undefined(name, frame.text(of: name), at: index, nodes)
        } else {
          // What makes it waits, and so does the node.
          continue importing
        }
      }
      let path = frame.path(of: node, index)
      var results: [ImportedValue]
      if let absorbed = frame.absorbedResult(ofNode: index) {
        results = [absorbed]
      } else {
        do throws(ONNXFailure) {
          results = try self.results(of: node, inputs, frame, path)
        } catch {
          if open != nil, error.waits { continue }
          throw error
        }
      }
      if scope.hasUnnamedNodes {
        scope.nameNodes(context.uniqueName(frame.path + node.shownName), type: node.type)
      }
      guard results.count >= (node.outputs.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0) else {
        throw ONNXFailure(
          .outputCount(expected: results.count, found: node.outputs.count), at: node.place)
      }
      for (name, result) in zip(node.outputs, results) where !name.isEmpty {
        try frame.define(name, result, by: node)
      }
    }
  }

  func results(
    of node: ONNXNode, _ inputs: [ImportedValue?], _ frame: Frame, _ path: String
  ) throws(ONNXFailure) -> [ImportedValue] {
    if node.domain == ONNXExport.domain,
      let results = try NodeImport(node, inputs, frame, path: path, self).exported()
    {
      return results
    }
    if let function = context.function(of: node) {
      return try call(function, of: node, inputs, frame, path)
    }
    let site = try NodeImport(node, inputs, frame, path: path, self)
    if let rule = context.rule(for: node), let results = try rule.apply(site.withFoundInputs()) {
      return results
    }
    return try site.unknown()
  }

  /// Why a name has no value: nothing makes it, or nodes wait for each other.
  private static func undefined(
    _ name: ONNXName, _ text: String, at index: Int, _ nodes: [ONNXNode]
  ) -> ONNXFailure {
    let later = nodes[index...]
    var makers: [ONNXName: ONNXNode] = [:]
    for node in later {
      for output in node.outputs { makers[output] = node }
    }
    // Which values the missing one waits for, in turn.
    var waiting = [name]
    var seen: Set<ONNXName> = []
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted, let maker = makers[next] else { continue }
      waiting += maker.inputs
    }
    let isCycle = nodes[index].outputs.contains { seen.contains($0) }
    return ONNXFailure(isCycle ? .cycle : .undefined(value: text), at: nodes[index].place)
  }

  /// The results of a graph by name.
  func results(
    of graph: ONNXGraph, _ frame: Frame
  ) throws(ONNXFailure) -> [(String, Value)] {
    if graph.outputs.isEmpty { throw ONNXFailure(.noOutputs) }
    var results: [(String, Value)] = []
    for output in graph.outputs {
      guard let value = frame.value(output.id) else {
        throw ONNXFailure(.undefined(value: output.name), at: .value(output.name))
      }
      results.append((output.name, try self.value(of: value, at: .value(output.name))))
    }
    return results
  }

  // MARK: - Functions

  /// The nodes of a function in place of the call.
  private func call(
    _ function: ONNXFunction, of node: ONNXNode, _ inputs: [ImportedValue?], _ frame: Frame,
    _ path: String
  ) throws(ONNXFailure) -> [ImportedValue] {
    let key = ImportContext.FunctionKey(
      domain: function.domain, name: function.name, overload: function.overload)
    let place = ONNXFailure.Place.function("\(function.domain).\(function.name)")
    if frame.calls.contains(key) { throw ONNXFailure(.recursion, at: place) }
    if frame.calls.count == ONNXGraph.mostBodies {
      throw ONNXFailure(.tooDeep(limit: ONNXGraph.mostBodies), at: place)
    }
    guard inputs.count <= function.inputs.count else {
      throw ONNXFailure(
        .inputCount(expected: 0...function.inputs.count, found: inputs.count), at: node.place)
    }
    var arguments: [String: ONNXAttribute.Value] = [:]
    for attribute in function.defaults + node.attributes {
      arguments[attribute.name] = frame.resolved(attribute.value) ?? arguments[attribute.name]
    }
    let given = Set(zip(function.inputs, inputs).compactMap { $1 == nil ? nil : $0 })
    let inner = Frame(
      names: frame.names, opsets: function.opsets.isEmpty ? frame.opsets : function.opsets,
      arguments: arguments,
      path: frame.path + node.shownName + "/",
      scope: frame.scope(ofCall: node, of: function, in: path),
      key: "\(function.domain).\(function.name).\(function.overload)/",
      absent: Set(function.inputs).subtracting(given), loops: frame.loops,
      calls: frame.calls + [key])
    for (name, input) in zip(function.inputs, inputs) {
      if let input { try inner.define(name, input) }
    }
    try importNodes(function.nodes, returning: function.outputs, inner)
    var results: [ImportedValue] = []
    for name in function.outputs {
      guard let value = inner.value(name) else {
        throw ONNXFailure(.undefined(value: frame.text(of: name)), at: place)
      }
      results.append(value)
    }
    return results
  }
}

extension Frame {
  /// The module of a node by its number.
  func path(of node: ONNXNode, _ number: Int) -> String {
    if let paths { return paths.paths[number] }
    if let scopes = node.scopes { return ModulePath.path(inList: scopes) }
    return ModulePath.path(ofNode: node.name, in: scope)
  }

  /// The module of the code of a function: the call, or what a scope says of it.
  fileprivate func scope(
    ofCall node: ONNXNode, of function: ONNXFunction, in path: String
  ) -> String {
    // A graph that is one call has the structure of the function.
    if isSingleCall { return "" }
    if node.scopes != nil { return path }
    return ModulePath.path(inside: node.name, calling: function.name, in: scope)
  }

  /// The value of an attribute; nil for a reference to an argument that the call does not give.
  func resolved(_ value: ONNXAttribute.Value) -> ONNXAttribute.Value? {
    if case .reference(let name) = value { arguments[name] } else { value }
  }
}
