extension OperatorEntry {
  /// A network of one application, whose inputs are those of the example that are not known numbers.
  package var network: Network {
    let facts = inputs.facts
    let given = facts.compactMap(\.self).filter { $0.elements == nil }
    let declared = given.indices.map { Input("x\($0)", given[$0], batchAxis: nil) }
    return Network("\(self.operator.kind)", inputs: declared) { net, values in
      var rest = values[...]
      let read = facts.enumerated().map { index, fact -> Value? in
        fact.flatMap { $0.elements == nil ? rest.popFirst() : net.constant("c\(index)", $0) }
      }
      let results = apply(net, to: read)
      return results.enumerated().map { ("y\($0)", $1) }
    }
  }

  private func apply(_ net: Scope, to read: [Value?]) -> [Value] {
    let count = self.operator.kind.outputs.count { $0.presence != .optional }
    func layer(_ function: some Operator) -> [Value] {
      net.layer("layer", function)(read, outputs: count)
    }
    return self.operator.weights.isEmpty
      ? net.apply(self.operator, to: read, outputs: count) : layer(self.operator)
  }
}
