import RLAAnalysis
import RLANetworks
import RLAQueries
import RLAText

extension ProfileJSON {
  /// The patterns of the network, and how the rows show them.
  var patterns: JSONValue {
    let network = model.profile.network
    return [
      "rows": breakdown.grouping.patterns.map { .string($0.rawValue) } ?? .null,
      "found": .array(model.profile.shapes.patterns.map { json($0, in: network) }),
    ]
  }

  private func json(_ pattern: Pattern, in network: Network) -> JSONValue {
    [
      "kind": .string(pattern.kind.name),
      "scope": .string(network.scope(of: pattern)),
      "nodes": .array(pattern.nodes.map { .string(network.name(ofNode: $0)) }),
      "attributes": .object(pattern.attributes.map { .init($0.name, $0.value.json) }),
    ]
  }
}

extension Pattern.Attribute.Value {
  fileprivate var json: JSONValue {
    switch self {
    // Files store 32 bits; more digits would be those of the conversion.
    case .number(let number): .number(Double(Float(number).description) ?? number)
    case .integers(let numbers):
      numbers.count == 1 ? .integer(numbers[0]) : .array(numbers.map { .integer($0) })
    case .text(let text): .string(text)
    }
  }
}
