public import RLANetworks
public import RLASymbolic

/// A size known only at run time, in which counts are formulas.
public struct UnknownSize: Hashable, Sendable {
  public let symbol: Symbol
  /// The operator that makes it, as `Network.name(ofNode:)` names it.
  public let path: String
  public let kind: OperatorKind
  /// The largest value, where its rule states one.
  public let bound: Dim?
}

extension InferredShapes {
  /// The sizes known only at run time, each where it is made, in the order of the nodes.
  public var unknownSizes: [UnknownSize] {
    var seen = network.inputs.indices.reduce(into: Set<Symbol>()) {
      $0.formUnion(facts[$1].shape.symbols)
    }
    return unknownSizes(under: "", &seen)
  }

  private func unknownSizes(under place: String, _ seen: inout Set<Symbol>) -> [UnknownSize] {
    var sizes: [UnknownSize] = []
    for (index, node) in network.nodes.enumerated() {
      let path = place + network.name(ofNode: index)
      let bodies = bodies[index] ?? []
      for shapes in bodies.compactMap(\.shapes) {
        sizes += shapes.unknownSizes(under: "\(path).", &seen)
      }
      let made = outputs(ofNode: index).flatMap { $0.shape.dims + ($0.elements ?? []) }
      for size in bodies.compactMap(\.runs) + made where size.value == nil {
        for symbol in size.symbols.sorted()
        where symbol.isUnknown && seen.insert(symbol).inserted {
          sizes.append(
            UnknownSize(
              symbol: symbol, path: path, kind: node.kind,
              bound: bounds[symbol]))
        }
      }
    }
    return sizes
  }
}
